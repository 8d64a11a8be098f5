import {
  EMPTY_NETWORK,
  type Network,
  type NetworkInterface,
  type PrefixList,
  type RulePeer,
  type SecurityGroup,
  type SecurityGroupRule,
  type VpcPeeringConnection,
} from '../../../src/network/index.ts';
import { buildBalancers } from './balancers.ts';
import { HOLES, tear } from './holes.ts';
import type { GroupPlan, InterfacePlan, Plan, RulePlan } from './plan.ts';
import { addressIn, OUTSIDE, pick, SERVICES, WORLD_CIDRS } from './pools.ts';
import { buildTables, S3_LIST } from './routes.ts';
import { buildTransit } from './transit.ts';
import { buildAcls, buildNat, buildSite, ORIGIN, type Site } from './vpc.ts';

const GLOBAL = { account: '111111111111', region: 'us-east-1', origin: ORIGIN };

/** The network a plan stands for. The same plan builds the same network. */
export function build(plan: Plan): Network {
  return tear(buildWhole(plan), plan.holes);
}

function buildWhole(plan: Plan): Network {
  const sites = plan.vpcs.map(buildSite);
  const associations = plan.associations.flatMap(({ group, vpc, done }) => {
    const at = group % plan.groups.length;
    const home = pick(sites, plan.groups[at]?.vpc ?? 0);
    const site = pick(sites, vpc);
    if (site === home || site.vpc.region !== home.vpc.region) return [];
    return [{ groupId: `sg-${at}`, vpcId: site.vpc.id, state: done ? 'associated' : 'disassociated' }];
  });
  const nats = sites.flatMap((site) => (site.plan.nat ? [buildNat(site, site.plan.nat)] : []));
  const holders = plan.interfaces.map((each, at) => buildInterface(plan, sites, associations, each, at));
  const balancers = buildBalancers(plan, sites, holders);
  const interfaces = [...holders, ...nats.flatMap(({ holder }) => (holder ? [holder] : [])), ...balancers.interfaces];
  const cidrs = interestingCidrs(sites, interfaces);
  const peerings = buildPeerings(plan, sites);
  const transit = plan.transit ? buildTransit(plan.transit, sites, cidrs) : undefined;
  const routeTables = sites.flatMap((site) => {
    const attached = transit?.attachments.find((each) => each.resourceId === site.vpc.id);
    return buildTables(
      plan,
      site,
      {
        internet: site.plan.internetGateway ? `igw-${site.vpc.id}` : undefined,
        egressOnly: site.plan.egressOnly ? `eigw-${site.vpc.id}` : undefined,
        nat: site.plan.nat ? `nat-${site.vpc.id}` : undefined,
        vpn: site.plan.vpnGateway ? `vgw-${site.vpc.id}` : undefined,
        transit: attached?.transitGatewayId,
        transitSite: transit?.vpn !== undefined,
        endpoint: site.plan.egressOnly ? undefined : `vpce-${site.vpc.id}`,
        peerings: peerings.flatMap((peering) => {
          const side = [peering.requester, peering.accepter].find((each) => each.vpcId === site.vpc.id);
          const far = side === peering.requester ? peering.accepter : peering.requester;
          return side ? [{ id: peering.id, far: sites.find((each) => each.vpc.id === far.vpcId) }] : [];
        }),
        interfaces: holders.filter((each) => each.vpcId === site.vpc.id).map((each) => each.id),
      },
      cidrs,
    );
  });
  const of = (site: Site) => ({ account: site.vpc.account, region: site.vpc.region, origin: ORIGIN });
  return {
    ...EMPTY_NETWORK,
    vpcs: sites.map(({ vpc }) => vpc),
    subnets: sites.flatMap(({ subnets }) => subnets),
    interfaces,
    securityGroups: plan.groups.map((group, at) => buildGroup(plan, sites, cidrs, group, at)),
    securityGroupVpcAssociations: associations,
    prefixLists: [
      ...plan.prefixLists.map(
        (entries, at): PrefixList => ({
          ...GLOBAL,
          id: `pl-${at}`,
          awsManaged: false,
          weight: 10,
          cidrs: [...new Set(entries.map((entry) => pick(cidrs, entry)))],
        }),
      ),
      { ...GLOBAL, id: S3_LIST, awsManaged: true, weight: 1, cidrs: ['52.216.0.0/15', '54.231.0.0/16'] },
    ],
    networkAcls: sites.flatMap((site) => buildAcls(site, cidrs)),
    routeTables,
    internetGateways: sites
      .filter((site) => site.plan.internetGateway)
      .map((site) => ({ ...of(site), id: `igw-${site.vpc.id}`, vpcIds: [site.vpc.id] })),
    egressOnlyInternetGateways: sites
      .filter((site) => site.plan.egressOnly)
      .map((site) => ({ ...of(site), id: `eigw-${site.vpc.id}`, vpcIds: [site.vpc.id] })),
    natGateways: nats.map(({ gateway }) => gateway),
    vpnGateways: sites
      .filter((site) => site.plan.vpnGateway)
      .map((site) => ({ ...of(site), id: `vgw-${site.vpc.id}`, vpcIds: [site.vpc.id] })),
    vpcEndpoints: sites
      .filter((site) => !site.plan.egressOnly)
      .map((site) => ({
        ...of(site),
        id: `vpce-${site.vpc.id}`,
        vpcId: site.vpc.id,
        type: 'Gateway' as const,
        serviceName: `com.amazonaws.${site.vpc.region}.s3`,
        state: 'available',
        routeTableIds: [],
        interfaceIds: [],
      })),
    peerings,
    loadBalancers: balancers.loadBalancers,
    targetGroups: balancers.targetGroups,
    ...(transit
      ? {
          transitGateways: transit.gateways,
          vpnConnections: transit.vpn ? [transit.vpn] : [],
          transitGatewayAttachments: transit.attachments,
          transitGatewayRouteTables: transit.tables,
        }
      : {}),
    blockPublicAccess: plan.blockPublicAccess.map(({ account, region, mode, exclusion }) => ({
      account: account === 0 ? '111111111111' : '222222222222',
      region: region === 0 ? 'us-east-1' : 'eu-west-1',
      mode,
      exclusions: exclusion
        ? [
            {
              id: 'vpcbpa-exclude-0',
              resourceId: excluded(pick(sites, exclusion.vpc), exclusion.subnet),
              mode: exclusion.egress ? ('allow-egress' as const) : ('allow-bidirectional' as const),
            },
          ]
        : [],
    })),
  };
}

function excluded(site: Site, subnet: number | null): string {
  return subnet === null ? site.vpc.id : pick(site.subnets, subnet).id;
}

function buildInterface(
  plan: Plan,
  sites: readonly Site[],
  associations: Network['securityGroupVpcAssociations'],
  each: InterfacePlan,
  at: number,
): NetworkInterface {
  const site = pick(sites, each.vpc);
  const subnet = pick(site.subnets, each.subnet);
  const cidr = subnet.ipv4Cidr ?? '';
  const [ipv6Cidr] = subnet.ipv6Cidrs;
  const primary = addressIn(cidr, 10 + at);
  const second = addressIn(cidr, 100 + at);
  const usable = plan.groups.flatMap((group, number) => {
    const id = `sg-${number}`;
    const associated = associations.some(
      (one) => one.groupId === id && one.vpcId === site.vpc.id && one.state === 'associated',
    );
    return pick(sites, group.vpc) === site || associated ? [id] : [];
  });
  const held = usable.length === 0 ? [] : each.groups.map((number) => pick(usable, number));
  return {
    account: site.vpc.account,
    region: site.vpc.region,
    origin: ORIGIN,
    id: `eni-${at}`,
    vpcId: site.vpc.id,
    subnetId: subnet.id,
    type: 'interface',
    instanceId: `i-${at}`,
    requesterManaged: false,
    status: 'in-use',
    securityGroupIds: [...new Set((plan.holes & HOLES.references) !== 0 && at === 1 ? [...held, 'sg-missing'] : held)],
    privateIpv4: each.secondary === 'none' ? [primary] : [primary, second],
    ipv4Prefixes: each.delegated ? [`${addressIn(cidr, 128 + 16 * at)}/28`] : [],
    ipv6: each.ipv6 && ipv6Cidr ? [addressIn(ipv6Cidr, 16 + at)] : [],
    ipv6Prefixes: each.delegated && each.ipv6 && ipv6Cidr ? [`${ipv6Cidr.replace('::/64', '')}:${at + 1}::/80`] : [],
    publicIpv4: [
      ...(each.public ? [{ privateIp: primary, publicIp: `3.15.0.${10 + at}` }] : []),
      ...(each.secondary === 'public' ? [{ privateIp: second, publicIp: `3.15.1.${10 + at}` }] : []),
    ],
    sourceDestCheck: each.sourceDestCheck,
  };
}

/** Every CIDR worth writing into a rule: the world, each VPC and subnet, each address and its neighbours. */
function interestingCidrs(sites: readonly Site[], interfaces: readonly NetworkInterface[]): readonly string[] {
  const cidrs: string[] = [...WORLD_CIDRS];
  for (const { vpc, subnets } of sites) {
    cidrs.push(...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs);
    for (const subnet of subnets) cidrs.push(...(subnet.ipv4Cidr ? [subnet.ipv4Cidr] : []), ...subnet.ipv6Cidrs);
  }
  for (const each of interfaces) {
    for (const address of each.privateIpv4) cidrs.push(`${address}/32`, `${addressIn(address, 0)}/31`);
    for (const address of each.ipv6) cidrs.push(`${address}/128`, `${address}/127`);
    for (const { publicIp } of each.publicIpv4) if (publicIp) cidrs.push(`${publicIp}/32`);
    cidrs.push(...each.ipv4Prefixes, ...each.ipv6Prefixes);
  }
  const outside = OUTSIDE.map((address) => `${address}/${address.includes(':') ? 128 : 32}`);
  return [...new Set([...WORLD_CIDRS.slice(0, 4), ...cidrs, ...outside].map(maskHostBits))];
}

function maskHostBits(cidr: string): string {
  return `${addressIn(cidr, 0)}/${cidr.slice(cidr.indexOf('/') + 1)}`;
}

function buildGroup(
  plan: Plan,
  sites: readonly Site[],
  cidrs: readonly string[],
  group: GroupPlan,
  at: number,
): SecurityGroup {
  const { vpc } = pick(sites, group.vpc);
  const wide = (direction: 'ingress' | 'egress'): SecurityGroupRule[] =>
    ['0.0.0.0/0', '::/0'].map((cidr) => ({
      direction,
      service: { protocol: 'all' },
      peer: { kind: 'cidr', cidr },
      origin: ORIGIN,
    }));
  return {
    account: vpc.account,
    region: vpc.region,
    origin: ORIGIN,
    id: `sg-${at}`,
    groupName: `group ${at}`,
    vpcId: vpc.id,
    rules: [
      ...(group.open === 'neither' ? [] : wide('egress')),
      ...(group.open === 'both' ? wide('ingress') : []),
      ...group.rules.map(
        (rule, number): SecurityGroupRule => ({
          id: `sgr-${at}-${number}`,
          direction: rule.ingress ? 'ingress' : 'egress',
          service: pick(SERVICES, rule.service),
          peer: buildPeer(plan, cidrs, rule),
          origin: ORIGIN,
        }),
      ),
    ],
  };
}

function buildPeer(plan: Plan, cidrs: readonly string[], rule: RulePlan): RulePeer {
  switch (rule.peer) {
    case 'cidr':
      return { kind: 'cidr', cidr: pick(cidrs, rule.pick) };
    case 'security-group':
      return {
        kind: 'security-group',
        groupId:
          (plan.holes & HOLES.references) !== 0 && rule.pick % 4 === 0
            ? 'sg-missing'
            : `sg-${rule.pick % plan.groups.length}`,
      };
    case 'prefix-list':
      return {
        kind: 'prefix-list',
        prefixListId:
          (plan.holes & HOLES.references) !== 0 && rule.pick % 4 === 0
            ? 'pl-missing'
            : `pl-${rule.pick % plan.prefixLists.length}`,
      };
  }
}

/** One connection a pair of VPCs, as AWS allows, and none between overlapping ones. */
function buildPeerings(plan: Plan, sites: readonly Site[]): VpcPeeringConnection[] {
  const side = ({ vpc }: Site) => ({
    vpcId: vpc.id,
    account: vpc.account,
    region: vpc.region,
    cidrs: [...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs],
  });
  const seen = new Set<string>();
  return plan.peerings.flatMap(({ one, other, active }, at) => {
    const requester = pick(sites, one);
    const accepter = pick(sites, other);
    const pair = [requester.vpc.id, accepter.vpc.id].sort().join();
    const starts = [requester, accepter].map(({ vpc }) => vpc.ipv4Cidrs[0]?.split('/')[0]);
    if (requester === accepter || starts[0] === starts[1] || seen.has(pair)) return [];
    seen.add(pair);
    return [
      {
        account: requester.vpc.account,
        region: requester.vpc.region,
        origin: ORIGIN,
        id: `pcx-${at}`,
        requester: side(requester),
        accepter: side(accepter),
        status: active ? 'active' : 'pending-acceptance',
      },
    ];
  });
}
