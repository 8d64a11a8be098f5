import { SEVERITIES, type Severity } from './finding.ts';

/** A severity some steps milder, never beyond info. */
export function lower(severity: Severity, steps: number): Severity {
  return SEVERITIES[Math.min(SEVERITIES.indexOf(severity) + steps, SEVERITIES.length - 1)]!;
}
