import type { Instance, Network, NetworkInterface, Problem } from '../network/index.ts';
import { gapsOf } from './gaps.ts';
import { gather } from './gather.ts';
import type { Snapshot } from './model.ts';
import { distinct, order } from './reading.ts';
import { danglingReferences } from './references.ts';
import { blockPublicAccess } from './resources/block-public-access.ts';
import { classicLoadBalancers, classicTargetGroups } from './resources/classic-load-balancer.ts';
import {
  egressOnlyInternetGateways,
  internetGateways,
  natGateways,
  vpcEndpoints,
  vpnConnections,
  vpnGateways,
} from './resources/gateway.ts';
import { instances } from './resources/instance.ts';
import { readListeners } from './resources/listener.ts';
import { loadBalancers } from './resources/load-balancer.ts';
import { networkAcls } from './resources/network-acl.ts';
import { elasticIps, networkInterfaces } from './resources/network-interface.ts';
import { peerings } from './resources/peering.ts';
import { prefixLists } from './resources/prefix-list.ts';
import { routeTables } from './resources/route-table.ts';
import { readRuleIds, securityGroups, securityGroupVpcAssociations } from './resources/security-group.ts';
import { targetGroups } from './resources/target-group.ts';
import { transitGateways } from './resources/transit-gateway.ts';
import { transitGatewayAttachments } from './resources/transit-gateway-attachment.ts';
import { transitGatewayRouteTables } from './resources/transit-gateway-route-table.ts';
import { subnets, vpcs } from './resources/vpc.ts';

/**
 * Makes one network of a snapshot, however many accounts and Regions it holds. Never throws on what AWS answers: what
 * cannot be used as stated is in `problems`, what was not read in `gaps`. The order of files and items does not matter.
 */
export function toNetwork(snapshot: Snapshot): Network {
  const problems: Problem[] = [];
  const interfaces = gather(snapshot, networkInterfaces, problems);
  const balancers = gather(snapshot, loadBalancers(readListeners(snapshot, problems), interfaces), problems);
  const network: Network = {
    vpcs: gather(snapshot, vpcs, problems),
    subnets: gather(snapshot, subnets, problems),
    interfaces,
    instances: withInterfaces(gather(snapshot, instances, problems), interfaces),
    launchTemplates: [],
    openServices: [],
    elasticIps: gather(snapshot, elasticIps, problems),
    securityGroups: gather(snapshot, securityGroups(readRuleIds(snapshot, problems)), problems),
    securityGroupVpcAssociations: securityGroupVpcAssociations(snapshot, problems),
    prefixLists: prefixLists(snapshot, problems),
    networkAcls: gather(snapshot, networkAcls, problems),
    routeTables: gather(snapshot, routeTables, problems),
    internetGateways: gather(snapshot, internetGateways, problems),
    egressOnlyInternetGateways: gather(snapshot, egressOnlyInternetGateways, problems),
    natGateways: gather(snapshot, natGateways, problems),
    peerings: gather(snapshot, peerings, problems),
    transitGateways: gather(snapshot, transitGateways, problems),
    transitGatewayAttachments: transitGatewayAttachments(snapshot, problems),
    transitGatewayRouteTables: gather(snapshot, transitGatewayRouteTables, problems),
    vpnGateways: gather(snapshot, vpnGateways, problems),
    vpnConnections: gather(snapshot, vpnConnections, problems),
    vpcEndpoints: gather(snapshot, vpcEndpoints, problems),
    loadBalancers: [...balancers, ...classicLoadBalancers(snapshot, interfaces, problems)],
    targetGroups: [...gather(snapshot, targetGroups, problems), ...gather(snapshot, classicTargetGroups, problems)],
    blockPublicAccess: blockPublicAccess(snapshot, problems),
    gaps: gapsOf(snapshot),
    problems: [],
  };
  return { ...network, problems: settled([...problems, ...danglingReferences(network, snapshot)]) };
}

/** An instance's interfaces, whether the instance or the interface says so. */
function withInterfaces(found: readonly Instance[], interfaces: readonly NetworkInterface[]): Instance[] {
  const attached = Map.groupBy(interfaces, ({ instanceId }) => instanceId);
  return found.map((instance) => ({
    ...instance,
    interfaceIds: distinct([...instance.interfaceIds, ...(attached.get(instance.id) ?? []).map(({ id }) => id)]),
  }));
}

/** Each problem once, in an order that does not depend on the reading. */
function settled(problems: readonly Problem[]): Problem[] {
  const unique = new Map(
    problems.map((problem) => [`${problem.file} ${problem.resource} ${problem.message}`, problem]),
  );
  return [...unique].sort(([a], [b]) => order(a, b)).map(([, problem]) => problem);
}
