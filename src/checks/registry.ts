import type { Check } from './check.ts';
import { defaultGroupOpen } from './default-group-open.ts';
import { interfaceGroupsQuota } from './interface-groups-quota.ts';
import { internetAdminPort } from './internet-admin-port.ts';
import { internetAny } from './internet-any.ts';
import { internetDatabasePort } from './internet-database-port.ts';
import { rulesQuota } from './rules-quota.ts';
import { unusedGroup } from './unused-group.ts';

/** Every check there is, in the order they are documented. */
export const CHECKS: readonly Check[] = [
  internetAny,
  internetAdminPort,
  internetDatabasePort,
  defaultGroupOpen,
  unusedGroup,
  interfaceGroupsQuota,
  rulesQuota,
];
