import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { type Finding, findingKey, SEVERITIES } from '../findings/index.ts';
import { SallyportError } from '../network/index.ts';

/** A baseline file that is none. */
class BaselineError extends SallyportError {}

const schema = z.object({
  version: z.literal(1),
  findings: z.record(
    z.string(),
    z.object({
      severity: z.enum(SEVERITIES),
      title: z.string(),
      exposure: z.enum(['exposed', 'latent', 'none']).optional(),
      because: z.array(z.string()).optional(),
    }),
  ),
});

/** The findings an old estate is adopted with, by their keys. */
export type Baseline = z.output<typeof schema>;

/** @throws BaselineError when the file does not exist or is no baseline */
export function readBaseline(path: string): Baseline {
  if (!existsSync(path))
    throw new BaselineError(`There is no baseline at ${path}; make one with --write-baseline ${path}.`);
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new BaselineError(`${path} is no baseline; make one with --write-baseline ${path}.`);
  }
}

/** Writes one line a finding, ordered by key, so that a change of the file reads well. */
export function writeBaseline(path: string, findings: readonly Finding[]): void {
  const entries = findings.map((each) => {
    const { severity, title, exposure } = each;
    return [findingKey(each), { severity, title, exposure, because: causesOf(each) }] as const;
  });
  const lines = [...new Map(entries)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  writeFileSync(path, `{\n  "version": 1,\n  "findings": {\n${lines.join(',\n')}\n  }\n}\n`);
}

/** What may not grow unseen. A quota's causes are counts, which change every day; how near it is, is its severity. */
function causesOf({ check, because }: Finding): readonly string[] {
  return check.endsWith('-quota') ? [] : [...new Set(because.map(({ text }) => text))].sort();
}

/**
 * What the baseline does not have, or has as something milder or narrower: SSH that was accepted does not cover the RDP that
 * is opened beside it. And how many of its entries are gone.
 */
export function beyond(baseline: Baseline, findings: readonly Finding[]) {
  const isKnown = (each: Finding) => {
    const known = baseline.findings[findingKey(each)];
    if (known === undefined) return false;
    const isMilder = SEVERITIES.indexOf(each.severity) >= SEVERITIES.indexOf(known.severity);
    const isExposed = each.exposure === 'exposed' && (known.exposure ?? 'exposed') !== 'exposed';
    const isWider = causesOf(each).some((text) => known.because?.includes(text) === false);
    return isMilder && !isExposed && !isWider;
  };
  const present = new Set(findings.map(findingKey));
  return {
    findings: findings.filter((each) => !isKnown(each)),
    known: findings.filter(isKnown).length,
    gone: Object.keys(baseline.findings).filter((key) => !present.has(key)).length,
  };
}
