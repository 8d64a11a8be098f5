import type { Config } from '../config/index.ts';
import { ISSUE_DEFAULTS, type ReconcileConfig } from '../findings/index.ts';

/** What the reconciler must know of a check. */
export interface CheckFacts {
  readonly id: string;
  /** Operations that must have been read completely before the check's silence proves anything. */
  readonly dependsOn: readonly string[];
}

/** The rules for one repository's issues: the accounts routed to it, and the checks in force. */
export function rulesFor(
  config: Config | undefined,
  repository: string,
  checks: readonly CheckFacts[],
): ReconcileConfig {
  const routed = (config?.accounts ?? []).filter(({ issues }) => issues?.toLowerCase() === repository.toLowerCase());
  return {
    ...ISSUE_DEFAULTS,
    accounts: new Map(routed.map(({ id, name, regions }) => [id, { name, regions }])),
    checks: new Map(
      checks.flatMap(({ id, dependsOn }) => {
        const settings = config?.checks[id];
        if (settings === 'off') return [];
        const { dueDays } = settings ?? {};
        return [[id, { dependsOn, ...(dueDays !== undefined && { dueDays }) }] as const];
      }),
    ),
    maxNewPerScan: config?.issues.maxNewPerScan ?? ISSUE_DEFAULTS.maxNewPerScan,
  };
}
