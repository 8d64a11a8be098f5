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

/** What the configuration says of checks that still exist, for one account or, without one, for all. */
export function settingsOf({ checks, accounts }: Config, account?: string): Config['checks'] {
  const own = accounts.find(({ id }) => id === account)?.checks;
  return Object.fromEntries(
    Object.entries({ ...checks, ...own }).filter(([id]) => CHECKS.some((check) => check.id === id)),
  );
}

/** @throws CheckSettingsError when a check could not follow its settings */
export function verifyChecks(config: Config): void {
  enabledChecks(settingsOf(config));
  for (const { id } of config.accounts) enabledChecks(settingsOf(config, id));
}
