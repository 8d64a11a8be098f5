import type { Severity } from '../checks/index.ts';
import type { TrackedFinding } from './model.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Days to remedy, by severity; null: no deadline. */
export type DueDays = Readonly<Record<Severity, number | null>>;

export const DEFAULT_DUE_DAYS: DueDays = { critical: 2, high: 7, medium: 30, low: 90, info: null };

/**
 * When a finding should be remedied, as an ISO time, counted from the start of its present spell.
 * @param checkDays the check's own deadline, which goes before that of the severity
 */
export function dueAt(tracked: TrackedFinding, days: DueDays, checkDays?: number): string | undefined {
  const allowed = checkDays ?? days[tracked.finding.severity];
  if (allowed === null) return undefined;
  return new Date(Date.parse(tracked.since ?? tracked.firstSeen) + allowed * DAY).toISOString();
}
