import { allTrafficEgress } from './all-traffic-egress.ts';
import { blackholeRoute } from './blackhole-route.ts';
import type { Check } from './check.ts';
import { defaultGroupOpen } from './default-group-open.ts';
import { imdsv2NotRequired } from './imdsv2-not-required.ts';
import { instancePublicAddress } from './instance-public-address.ts';
import { interfaceGroupsQuota } from './interface-groups-quota.ts';
import { internetAdminPort } from './internet-admin-port.ts';
import { internetAny } from './internet-any.ts';
import { internetDatabasePort } from './internet-database-port.ts';
import { launchWizardGroup } from './launch-wizard-group.ts';
import { networkAclAdminPorts } from './network-acl-admin-ports.ts';
import { networkAclAny } from './network-acl-any.ts';
import { redundantRule } from './redundant-rule.ts';
import { ruleWithoutDescription } from './rule-without-description.ts';
import { rulesQuota } from './rules-quota.ts';
import { staleReference } from './stale-reference.ts';
import { unassociatedElasticIp } from './unassociated-elastic-ip.ts';
import { unusedGroup } from './unused-group.ts';
import { widePortRange } from './wide-port-range.ts';
import { widePublicCidr } from './wide-public-cidr.ts';

/** Every check there is, in the order they are documented. */
export const CHECKS: readonly Check[] = [
  internetAny,
  internetAdminPort,
  internetDatabasePort,
  widePortRange,
  widePublicCidr,
  allTrafficEgress,
  defaultGroupOpen,
  unusedGroup,
  launchWizardGroup,
  staleReference,
  redundantRule,
  ruleWithoutDescription,
  interfaceGroupsQuota,
  rulesQuota,
  networkAclAny,
  networkAclAdminPorts,
  blackholeRoute,
  unassociatedElasticIp,
  instancePublicAddress,
  imdsv2NotRequired,
];
