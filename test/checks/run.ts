import { CHECKS, type CheckSettings, checkContext, type Finding, runChecks } from '../../src/checks/index.ts';
import type { Network } from '../../src/network/index.ts';
import { compile } from '../../src/reachability/index.ts';

/** The findings of one check on a network, run by itself so that no wider one stands for it. */
export function findings(check: string, network: Network, settings: CheckSettings = {}): readonly Finding[] {
  const alone = CHECKS.filter(({ id }) => id === check);
  return runChecks(checkContext(compile(network)), settings, alone);
}

/** What matters of a finding, short enough for a table. */
export function brief({ identity, exposure, severity }: Finding): string {
  return `${identity.join(' ')} ${exposure} ${severity}`;
}
