import { CHECKS, enabledChecks } from '../../checks/index.ts';
import type { Config } from '../../config/index.ts';
import type { Network } from '../../network/index.ts';
import { issueRenderer } from '../../report/index.ts';
import { type RegionSnapshot, toNetwork } from '../../snapshot/index.ts';

export { CHECKS };

export const RENDER = issueRenderer(CHECKS);

export function networkOf(region: RegionSnapshot): Network {
  return toNetwork({ regions: [region] });
}

/** What the configuration says of checks that still exist. */
export function settingsOf({ checks }: Config): Config['checks'] {
  return Object.fromEntries(Object.entries(checks).filter(([id]) => CHECKS.some((check) => check.id === id)));
}

/** @throws CheckSettingsError when a check could not follow its settings */
export function verifyChecks(config: Config): void {
  enabledChecks(settingsOf(config));
}
