import type { History, RuleChange } from './history.ts';

/** The changes of the last days. */
export function within({ now, changes }: History, days: number): readonly RuleChange[] {
  const from = Date.parse(now) - days * 86_400_000;
  return changes.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) <= Date.parse(now));
}
