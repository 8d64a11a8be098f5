import { createHash } from 'node:crypto';
import {
  formatAddress,
  type Network,
  type NetworkInterface,
  parseCidr,
  type Resource,
  type Route,
  type SecurityGroup,
  type Subnet,
  type Vpc,
} from '../network/index.ts';
import { openEntries, withLocalRoutes } from './complete.ts';
import { isData } from './kinds.ts';
import { isStub } from './merge.ts';
import { placeholderAddress } from './place.ts';

/** The block of a synthetic subnet: benchmark addresses (RFC 2544), which no rule is about. */
const SYNTHETIC_V4 = '198.18.0.0/20';
const SYNTHETIC_V6 = '2001:db8:0:1::/64';

/**
 * Gives every group of code that has no member a hypothetical one with a public address, so that what the group would
 * allow shows before anything joins it. It stands in a public subnet of the group's VPC, else in a synthetic one
 * where nothing but the group's rules decides. Who else is in a VPC that is not known, nobody knows: such groups say so.
 * @param other the other side of a change; a group with a member there gets none
 */
export function withHypotheticalMembers(network: Network, other?: Network): Network {
  const held = new Set([network, ...(other ? [other] : [])].flatMap((side) => realMembers(side)));
  const isEmpty = (group: SecurityGroup) => isStated(group, network) && !held.has(group.id);
  const securityGroups = network.securityGroups.map((group) => (isEmpty(group) ? inItsVpc(group, network) : group));
  return securityGroups.filter(isEmpty).reduce(addMember, { ...network, securityGroups });
}

/** A group in its VPC, the default one where code names none; or why it is not known who is there. */
function inItsVpc(group: SecurityGroup, { vpcs }: Network): SecurityGroup {
  const { vpcId, account, region, unknownVpc, unknownRules } = group;
  if (unknownVpc) return group;
  const isDefined = !isStub('securityGroups', group);
  const vpc = vpcs.find((each) =>
    vpcId === ''
      ? isDefined && each.isDefault && each.account === account && each.region === region
      : each.id === vpcId && !isData(each),
  );
  if (vpc) return { ...group, vpcId: vpc.id };
  if (!isDefined && unknownRules) return { ...group, unknownVpc: unknownRules };
  const unknown = `${vpcId || 'the default VPC'} is neither in this code nor in the account`;
  return { ...group, unknownVpc: { unknown } };
}

/** Groups held by an interface that stands in a subnet of the network. */
function realMembers(network: Network): string[] {
  const subnets = new Set(network.subnets.map((subnet) => subnet.id));
  return network.interfaces
    .filter((eni) => subnets.has(eni.subnetId) && eni.hypothetical !== true)
    .flatMap((eni) => eni.securityGroupIds);
}

function addMember(network: Network, group: SecurityGroup): Network {
  const known = publicSubnet(network, group.vpcId);
  const place = known ? { network, subnet: known } : syntheticSubnet(network, group);
  const taken = new Set(
    place.network.interfaces.filter((eni) => eni.subnetId === place.subnet.id).flatMap((eni) => eni.privateIpv4),
  );
  const id = `potential:${group.id}`;
  const address =
    place.subnet.ipv4Cidr === undefined ? undefined : placeholderAddress(place.subnet.ipv4Cidr, id, taken);
  const ipv6 = place.subnet.ipv6Cidrs[0];
  const member: NetworkInterface = {
    id,
    name: `any member of ${group.name ?? group.groupName}`,
    account: group.account,
    region: group.region,
    origin: group.origin,
    vpcId: place.subnet.vpcId,
    subnetId: place.subnet.id,
    type: 'interface',
    requesterManaged: false,
    status: 'in-use',
    securityGroupIds: [group.id],
    privateIpv4: address === undefined ? [] : [address],
    ipv4Prefixes: [],
    ipv6: ipv6 === undefined ? [] : [ipv6Member(ipv6, id)],
    ipv6Prefixes: [],
    publicIpv4: address === undefined ? [] : [{ privateIp: address, publicIp: null }],
    sourceDestCheck: true,
    hypothetical: true,
  };
  return {
    ...place.network,
    securityGroups: place.network.securityGroups.map((item) =>
      item.id === group.id && item.vpcId === '' ? { ...item, vpcId: place.subnet.vpcId } : item,
    ),
    interfaces: [...place.network.interfaces, member],
  };
}

/** A subnet of the VPC that routes to an internet gateway; the first by id, so that both sides choose the same. */
function publicSubnet(network: Network, vpcId: string): Subnet | undefined {
  if (vpcId === '') return undefined;
  const tables = network.routeTables.filter((table) => table.vpcId === vpcId);
  const isPublic = (subnet: Subnet): boolean =>
    (tables.find((t) => t.subnetIds.includes(subnet.id)) ?? tables.find((t) => t.main))?.routes.some(
      (route) =>
        route.target.kind === 'internet-gateway' &&
        route.state === 'active' &&
        route.destination.kind === 'cidr' &&
        route.destination.cidr === '0.0.0.0/0',
    ) === true;
  return network.subnets
    .filter((subnet) => subnet.vpcId === vpcId && subnet.ipv4Cidr !== undefined && isPublic(subnet))
    .sort((x, y) => (x.id < y.id ? -1 : 1))[0];
}

/** Whether code defines the group; the default group of a new VPC comes by itself and is nobody's intention. */
function isStated(group: SecurityGroup, network: Network): boolean {
  if (group.origin.kind !== 'code') return false;
  const vpc = network.vpcs.find((item) => item.id === group.vpcId);
  return !(vpc?.origin.kind === 'code' && vpc.origin.address === group.origin.address);
}

/** A public subnet that only exists for hypothetical members: its own block, gateway, table and open ACL. */
function syntheticSubnet(
  network: Network,
  group: SecurityGroup,
): { readonly network: Network; readonly subnet: Subnet } {
  const vpcId = group.vpcId || 'potential:vpc';
  const made = (kind: string): Resource => {
    const { account, region, origin } = group;
    return { id: `potential:${kind}:${vpcId}`, name: 'potential', account, region, origin };
  };
  const existing = network.subnets.find((subnet) => subnet.id === made('subnet').id);
  if (existing) return { network, subnet: existing };

  const known = network.vpcs.find((vpc) => vpc.id === vpcId);
  const isDualStack = !known || isData(known) || known.ipv6Cidrs.length > 0;
  const blocks = { ipv4Cidrs: [SYNTHETIC_V4], ipv6Cidrs: isDualStack ? [SYNTHETIC_V6] : [] };
  const vpc: Vpc = known
    ? {
        ...known,
        ipv4Cidrs: [...known.ipv4Cidrs, ...blocks.ipv4Cidrs],
        ipv6Cidrs: [...known.ipv6Cidrs, ...blocks.ipv6Cidrs],
      }
    : { ...made('vpc'), id: vpcId, isDefault: false, ...blocks };
  const gateway = network.internetGateways.find((item) => item.vpcIds.includes(vpcId)) ?? {
    ...made('internet-gateway'),
    vpcIds: [vpcId],
  };
  const subnet: Subnet = {
    ...made('subnet'),
    vpcId,
    availabilityZone: '',
    ipv4Cidr: SYNTHETIC_V4,
    ipv6Cidrs: blocks.ipv6Cidrs,
    mapPublicIpOnLaunch: true,
  };
  const out = (cidr: string): Route => ({
    destination: { kind: 'cidr', cidr },
    target: { kind: 'internet-gateway', id: gateway.id },
    state: 'active',
    propagated: false,
    origin: group.origin,
  });
  const table = {
    ...made('route-table'),
    vpcId,
    main: false,
    subnetIds: [subnet.id],
    gatewayIds: [],
    routes: [out('0.0.0.0/0'), ...(isDualStack ? [out('::/0')] : [])],
  };
  const acl = {
    ...made('network-acl'),
    vpcId,
    isDefault: false,
    subnetIds: [subnet.id],
    entries: openEntries(group.origin),
  };
  const vpcs = [...network.vpcs.filter((item) => item.id !== vpcId), vpc];
  return {
    subnet,
    network: {
      ...network,
      vpcs,
      subnets: [...network.subnets, subnet],
      routeTables: [...network.routeTables, table].map((item) => withLocalRoutes(item, vpcs)),
      networkAcls: [...network.networkAcls, acl],
      internetGateways: network.internetGateways.includes(gateway)
        ? network.internetGateways
        : [...network.internetGateways, gateway],
    },
  };
}

function ipv6Member(cidr: string, id: string): string {
  const offset = createHash('sha256').update(id).digest().readBigUInt64BE() >> 8n;
  return formatAddress(BigInt(parseCidr(cidr).first) + offset + 16n);
}
