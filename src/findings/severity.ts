import { type Finding, SEVERITIES, type Severity } from '../checks/index.ts';

/** 0 for critical; higher is milder. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Whether `severity` is at least as bad as `floor`. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return severityRank(severity) <= severityRank(floor);
}

/** Worst first: severity, what is exposed before what is latent, then a stable order that no scan disturbs. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    exposureRank(a) - exposureRank(b) ||
    compareText(a.account, b.account) ||
    compareText(a.region, b.region) ||
    compareText(a.check, b.check) ||
    compareText(a.resource.id, b.resource.id) ||
    compareText(JSON.stringify(a.identity), JSON.stringify(b.identity))
  );
}

function exposureRank(finding: Finding): number {
  return { exposed: 0, latent: 1, none: 2 }[finding.exposure];
}

/** Code unit order: the same bytes on every machine, which locale order is not. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
