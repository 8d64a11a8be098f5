import type { Severity } from '../finding.ts';
import { lower } from '../severity.ts';

export type Level = 'near' | 'at';

/** When a quota is worth a finding, as parts of the limit. */
export interface Thresholds {
  readonly near: number;
  readonly at: number;
}

export function levelOf(used: number, limit: number, { near, at }: Thresholds): Level | undefined {
  if (used >= limit * at) return 'at';
  return used >= limit * near ? 'near' : undefined;
}

/** `at` keeps the check's severity, `near` is a step milder. */
export function levelSeverity(level: Level, severity: Severity): Severity {
  return level === 'at' ? severity : lower(severity, 1);
}

/** The most that may be asked for: groups per interface times rules per group stay within 1,000. */
export function withinProduct(wanted: number, other: number): number {
  return Math.min(wanted, Math.floor(1000 / other));
}

/** What would go beyond a quota. */
export function crossing(used: number, limit: number): string {
  return used >= limit ? 'The next one is refused.' : `${limit - used + 1} more would cross it.`;
}

/** `2 left`, `none left`, or that the account's limit must be higher than assumed. */
export function leftText(used: number, limit: number): string {
  if (used > limit)
    return `the account's real limit must be higher than the ${limit} assumed here; set it in the configuration`;
  return used === limit ? 'none left' : `${limit - used} left`;
}
