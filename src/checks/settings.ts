import type { Parameters } from './check.ts';
import type { Severity } from './finding.ts';

/** What the configuration says of one check. */
type CheckSetting =
  | 'off'
  | {
      readonly severity?: Severity | undefined;
      readonly parameters?: Parameters | undefined;
    };

/** By check id; checks that are not named run as they are. */
export type CheckSettings = Readonly<Record<string, CheckSetting>>;
