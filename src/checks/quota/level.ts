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

/** `2 left`, `none left`, or that the account's limit must be higher than assumed. */
export function leftText(used: number, limit: number): string {
  if (used > limit)
    return `the account's real limit must be higher than the ${limit} assumed here; set it in the configuration`;
  return used === limit ? 'none left' : `${limit - used} left`;
}
