import type { Finding } from '../checks/index.ts';
import { severityRank } from './severity.ts';

export type Change = 'worse' | 'better' | 'same';

/**
 * How a finding moved between two scans, as far as somebody should be told: severity, exposure, then the rules
 * responsible. The number of interfaces does not count, or every autoscaling event would write a comment; nor does a
 * rule that was merely replaced.
 */
export function changeOf(before: Finding, after: Finding): Change {
  const severity = severityRank(before.severity) - severityRank(after.severity);
  if (severity !== 0) return severity > 0 ? 'worse' : 'better';
  if (before.exposure !== after.exposure) {
    if (after.exposure === 'exposed') return 'worse';
    if (before.exposure === 'exposed') return 'better';
  }
  // A finding rebuilt from a marker remembers no rules: nothing to compare.
  if (before.because.length === 0) return 'same';
  const had = causes(before);
  const has = causes(after);
  const gained = [...has].some((cause) => !had.has(cause));
  const lost = [...had].some((cause) => !has.has(cause));
  return gained === lost ? 'same' : gained ? 'worse' : 'better';
}

function causes(finding: Finding): ReadonlySet<string> {
  return new Set(finding.because.map((cause) => cause.ruleId ?? `${cause.resource ?? ''} ${cause.text}`));
}
