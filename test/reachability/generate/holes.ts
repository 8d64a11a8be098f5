import type { Network } from '../../../src/network/index.ts';

/** What a network may lack, one bit each. */
export const HOLES = {
  /** Groups, lists and route targets that are referred to and not there. */
  references: 1,
  /** The last VPC is in an account that is not linked. */
  vpc: 2,
  /** A group of code whose rules are not all known. */
  rules: 4,
  /** A prefix list whose entries are not known. */
  prefixList: 8,
  /** An interface that may hold more groups. */
  groups: 16,
  /** ACL entries whose CIDR is not known. */
  aclEntries: 32,
  /** Internet gateways that were not collected. */
  internetGateways: 64,
  /** A route whose destination is not known, in every table that has routes of its own. */
  routes: 128,
} as const;

const WHY = { unknown: 'the value is not known before it is applied' };

/** The network with the holes of a plan torn into it. */
export function tear(network: Network, holes: number): Network {
  const has = (hole: keyof typeof HOLES) => (holes & HOLES[hole]) !== 0;
  let torn = network;
  const last = network.vpcs.at(-1);
  // Two interfaces at least stay to be asked about.
  const left = network.interfaces.filter(({ vpcId }) => vpcId !== last?.id).length;
  if (has('vpc') && last && left > 1) torn = without(torn, last.id);
  if (has('rules'))
    torn = {
      ...torn,
      securityGroups: torn.securityGroups.map((each, at) => (at === 0 ? { ...each, unknownRules: WHY } : each)),
    };
  if (has('prefixList'))
    torn = {
      ...torn,
      prefixLists: torn.prefixLists.map((each, at) => (at === 0 ? { ...each, cidrs: WHY } : each)),
    };
  if (has('groups'))
    torn = {
      ...torn,
      interfaces: torn.interfaces.map((each, at) => (at === 0 ? { ...each, unknownSecurityGroups: WHY } : each)),
    };
  if (has('aclEntries'))
    torn = {
      ...torn,
      networkAcls: torn.networkAcls.map((acl) => ({
        ...acl,
        entries: acl.entries.map((entry) => (entry.ruleNumber === 490 ? { ...entry, cidr: WHY } : entry)),
      })),
    };
  if (has('routes'))
    torn = {
      ...torn,
      routeTables: torn.routeTables.map((table) => ({
        ...table,
        routes: table.routes.map((each, at) =>
          at === table.routes.length - 1 && each.target.kind !== 'local'
            ? { ...each, destination: { kind: 'unknown', ...WHY } as const }
            : each,
        ),
      })),
    };
  if (has('internetGateways')) torn = { ...torn, internetGateways: [] };
  return torn;
}

function without(network: Network, vpcId: string): Network {
  const gone = new Set(network.subnets.filter((each) => each.vpcId === vpcId).map(({ id }) => id));
  const here = <T extends { readonly vpcId: string }>(list: readonly T[]) =>
    list.filter((each) => each.vpcId !== vpcId);
  const detached = <T extends { readonly vpcIds: readonly string[] }>(list: readonly T[]) =>
    list.filter((each) => !each.vpcIds.includes(vpcId));
  return {
    ...network,
    vpcs: network.vpcs.filter(({ id }) => id !== vpcId),
    subnets: network.subnets.filter(({ id }) => !gone.has(id)),
    interfaces: here(network.interfaces),
    securityGroups: here(network.securityGroups),
    networkAcls: here(network.networkAcls),
    routeTables: here(network.routeTables),
    natGateways: here(network.natGateways),
    vpcEndpoints: here(network.vpcEndpoints),
    internetGateways: detached(network.internetGateways),
    egressOnlyInternetGateways: detached(network.egressOnlyInternetGateways),
    vpnGateways: detached(network.vpnGateways),
  };
}
