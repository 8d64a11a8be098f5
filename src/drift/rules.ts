import type { Config } from '../config/index.ts';
import { type CheckRules, ISSUE_DEFAULTS, type ReconcileConfig } from '../findings/index.ts';

/** What the reconciler must know of a check. */
export interface CheckFacts {
  readonly id: string;
  /** Operations that must have been read completely before the check's silence proves anything. */
  readonly dependsOn: readonly string[];
  /** Operations that, where they were asked, must have been read too. */
  readonly alsoReads?: readonly string[];
}

/** The rules for one repository's issues: the accounts whose findings may go there, and the checks in force. */
export function rulesFor(
  config: Config | undefined,
  repository: string,
  checks: readonly CheckFacts[],
): ReconcileConfig {
  const is = (name: string | undefined) => name?.toLowerCase() === repository.toLowerCase();
  const routes = (config?.issues.routes ?? []).filter(({ issues }) => is(issues));
  const linked = config?.accounts ?? [];
  const kept = linked.filter(
    ({ id, name, issues }) =>
      is(issues) || routes.some(({ accounts }) => !accounts || accounts.includes(id) || accounts.includes(name)),
  );
  return {
    ...ISSUE_DEFAULTS,
    accounts: new Map(
      kept.map(({ id, name, regions, checks: own }) => [
        id,
        { name, regions, ...(own && { checks: inForce(checks, { ...config?.checks, ...own }) }) },
      ]),
    ),
    linked: new Set(linked.map(({ id }) => id)),
    checks: inForce(checks, config?.checks ?? {}),
    maxNewPerScan: config?.issues.maxNewPerScan ?? ISSUE_DEFAULTS.maxNewPerScan,
  };
}

function inForce(checks: readonly CheckFacts[], settings: Config['checks']): CheckRules {
  return new Map(
    checks.flatMap(({ id, dependsOn, alsoReads }) => {
      const setting = settings[id];
      if (setting === 'off') return [];
      const { dueDays } = setting ?? {};
      return [[id, { dependsOn, ...(alsoReads && { alsoReads }), ...(dueDays !== undefined && { dueDays }) }] as const];
    }),
  );
}
