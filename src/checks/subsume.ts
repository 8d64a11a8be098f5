import type { Check } from './check.ts';
import { type Finding, type FindingCause, SEVERITIES } from './finding.ts';

/**
 * Leaves out what a wider finding already says: one rule that opens everything is one finding, not one for each port. A
 * finding goes only when nothing is lost with it: the wider one is about the same groups or resource, at least as
 * severe, as exposed, and lists every cause and interface of the narrower one.
 */
export function subsume(findings: readonly Finding[], checks: readonly Check[]): readonly Finding[] {
  const wider = new Map(checks.map(({ id, subsumedBy = [] }) => [id, subsumedBy]));
  const bySubject = Map.groupBy(findings, subjectOf);
  const merged = new Map<Finding, Finding[]>();
  for (const each of findings) {
    const found = (wider.get(each.check) ?? [])
      .flatMap((check) => bySubject.get(subjectOf(each))?.filter((other) => other.check === check) ?? [])
      .find((other) => covers(other, each));
    if (found) merged.set(each, [found]);
  }
  const standsFor = new Map<Finding, Finding[]>();
  for (const narrow of merged.keys()) {
    const wide = last(narrow, merged);
    standsFor.set(wide, [...(standsFor.get(wide) ?? []), narrow]);
  }
  return findings
    .filter((each) => !merged.has(each))
    .map((each) => (standsFor.has(each) ? standingFor(each, standsFor.get(each)!) : each));
}

/** What stands for a finding may itself be stood for. */
function last(finding: Finding, merged: ReadonlyMap<Finding, readonly Finding[]>): Finding {
  const [wider] = merged.get(finding) ?? [];
  return wider ? last(wider, merged) : finding;
}

function subjectOf({ account, region, resource, identity }: Finding): string {
  return [account, region, resource.kind, identity[0]].join(' ');
}

function covers(wide: Finding, narrow: Finding): boolean {
  const causes = new Set(wide.because.map(causeKey));
  const exposed = new Set(wide.exposed.map(({ interfaceId }) => interfaceId));
  return (
    wide.exposure === narrow.exposure &&
    SEVERITIES.indexOf(wide.severity) <= SEVERITIES.indexOf(narrow.severity) &&
    narrow.because.every((cause) => causes.has(causeKey(cause))) &&
    narrow.exposed.every(({ interfaceId }) => exposed.has(interfaceId))
  );
}

function causeKey({ ruleId, resource, text, address, line }: FindingCause): string {
  return [ruleId ?? text, resource, address, line].join(' ');
}

/** The wider finding with the narrower ones' names, and what their causes break elsewhere. */
function standingFor(wide: Finding, narrow: readonly Finding[]): Finding {
  const references = new Map<string, Set<string>>();
  for (const { because } of [wide, ...narrow])
    for (const cause of because)
      for (const id of cause.references ?? [])
        references.set(causeKey(cause), (references.get(causeKey(cause)) ?? new Set()).add(id));
  return {
    ...wide,
    also: narrow.map(({ check }) => check),
    because: wide.because.map((cause) => {
      const all = references.get(causeKey(cause));
      return all ? { ...cause, references: [...all] } : cause;
    }),
  };
}
