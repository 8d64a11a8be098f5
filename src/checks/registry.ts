import { addressOfInterface } from './address-of-interface.ts';
import { allPortsToSelf } from './all-ports-to-self.ts';
import { allTrafficEgress } from './all-traffic-egress.ts';
import { blackholeRoute } from './blackhole-route.ts';
import { changeOutsidePipeline } from './change-outside-pipeline.ts';
import type { Check } from './check.ts';
import { defaultGroupOpen } from './default-group-open.ts';
import { defaultRouteToInstance } from './default-route-to-instance.ts';
import { defaultVpcInUse } from './default-vpc-in-use.ts';
import { dnsEgress } from './dns-egress.ts';
import { duplicateGroup } from './duplicate-group.ts';
import { flappingRule } from './flapping-rule.ts';
import { flowLogsOff } from './flow-logs-off.ts';
import { groupNamePattern } from './group-name-pattern.ts';
import { groupWithoutDescription } from './group-without-description.ts';
import { groupsQuota } from './groups-quota.ts';
import { imageNotApproved } from './image-not-approved.ts';
import { imdsv2NotRequired } from './imdsv2-not-required.ts';
import { instancePublicAddress } from './instance-public-address.ts';
import { instanceServesWeb } from './instance-serves-web.ts';
import { interfaceGroupsQuota } from './interface-groups-quota.ts';
import { interfacesQuota } from './interfaces-quota.ts';
import { internetAdminPort } from './internet-admin-port.ts';
import { internetAny } from './internet-any.ts';
import { internetDatabasePort } from './internet-database-port.ts';
import { internetHttpPort } from './internet-http-port.ts';
import { internetIcmp } from './internet-icmp.ts';
import { internetOtherPort } from './internet-other-port.ts';
import { keyPair } from './key-pair.ts';
import { launchWizardGroup } from './launch-wizard-group.ts';
import { missingResource } from './missing-resource.ts';
import { mixedPortsGroup } from './mixed-ports-group.ts';
import { networkAclAdminPorts } from './network-acl-admin-ports.ts';
import { networkAclAny } from './network-acl-any.ts';
import { networkAclBlocksReplies } from './network-acl-blocks-replies.ts';
import { networkAclRulesQuota } from './network-acl-rules-quota.ts';
import { noInstanceProfile } from './no-instance-profile.ts';
import { patchState } from './patch-state.ts';
import { prefixListQuota } from './prefix-list-quota.ts';
import { publicRoutePrivateSubnet } from './public-route-private-subnet.ts';
import { redundantRule } from './redundant-rule.ts';
import { routesQuota } from './routes-quota.ts';
import { ruleChurn } from './rule-churn.ts';
import { ruleDrift } from './rule-drift.ts';
import { ruleWithoutDescription } from './rule-without-description.ts';
import { rulesQuota } from './rules-quota.ts';
import { sameGroupName } from './same-group-name.ts';
import { serviceOpen } from './service-open.ts';
import { severalInterfaces } from './several-interfaces.ts';
import { sourceDestCheckOff } from './source-dest-check-off.ts';
import { staleReference } from './stale-reference.ts';
import { subnetAutoPublicAddress } from './subnet-auto-public-address.ts';
import { transitGatewayAutoAccept } from './transit-gateway-auto-accept.ts';
import { unassociatedElasticIp } from './unassociated-elastic-ip.ts';
import { unencryptedVolume } from './unencrypted-volume.ts';
import { unmanagedResource } from './unmanaged-resource.ts';
import { unusedGroup } from './unused-group.ts';
import { unusedNetworkAcl } from './unused-network-acl.ts';
import { vpcQuota } from './vpc-quota.ts';
import { widePeeringRoute } from './wide-peering-route.ts';
import { widePortRange } from './wide-port-range.ts';
import { widePrivateCidr } from './wide-private-cidr.ts';
import { widePublicCidr } from './wide-public-cidr.ts';
import { wrongTenancy } from './wrong-tenancy.ts';

/** Every check there is, in the order they are documented. */
export const CHECKS: readonly Check[] = [
  internetAny,
  internetAdminPort,
  internetDatabasePort,
  widePortRange,
  widePublicCidr,
  internetIcmp,
  internetOtherPort,
  internetHttpPort,
  instanceServesWeb,
  widePrivateCidr,
  allPortsToSelf,
  allTrafficEgress,
  dnsEgress,
  defaultGroupOpen,
  unusedGroup,
  launchWizardGroup,
  staleReference,
  duplicateGroup,
  redundantRule,
  groupWithoutDescription,
  ruleWithoutDescription,
  groupNamePattern,
  sameGroupName,
  mixedPortsGroup,
  addressOfInterface,
  interfaceGroupsQuota,
  rulesQuota,
  groupsQuota,
  interfacesQuota,
  networkAclRulesQuota,
  routesQuota,
  prefixListQuota,
  vpcQuota,
  flappingRule,
  ruleChurn,
  changeOutsidePipeline,
  ruleDrift,
  unmanagedResource,
  missingResource,
  networkAclAny,
  networkAclAdminPorts,
  networkAclBlocksReplies,
  unusedNetworkAcl,
  publicRoutePrivateSubnet,
  defaultRouteToInstance,
  widePeeringRoute,
  blackholeRoute,
  subnetAutoPublicAddress,
  transitGatewayAutoAccept,
  defaultVpcInUse,
  flowLogsOff,
  instancePublicAddress,
  serviceOpen,
  unassociatedElasticIp,
  severalInterfaces,
  sourceDestCheckOff,
  imdsv2NotRequired,
  noInstanceProfile,
  imageNotApproved,
  patchState,
  unencryptedVolume,
  keyPair,
  wrongTenancy,
];
