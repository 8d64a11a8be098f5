import {
  EMPTY_NETWORK,
  type Network,
  type NetworkAclEntry,
  type NetworkInterface,
  type Origin,
  type RulePeer,
  type SecurityGroup,
  type SecurityGroupRule,
  serviceMatch,
} from '../../src/network/index.ts';

const PLACE = { account: '123456789012', region: 'us-east-1' };
export const LIVE: Origin = { kind: 'live', ...PLACE, operation: 'describe-security-groups' };
const BASE = { ...PLACE, origin: LIVE };

/** `tcp/22`, `tcp/0-65535`, `icmp`, `-1`. */
export function service(text: string) {
  const [protocol, ports] = text.split('/');
  const [from, to = from] = (ports ?? '').split('-');
  return serviceMatch(protocol!, from ? Number(from) : null, to ? Number(to) : null);
}

function peer(text: string): RulePeer {
  if (text.startsWith('sg-')) return { kind: 'security-group', groupId: text };
  if (text.startsWith('pl-')) return { kind: 'prefix-list', prefixListId: text };
  return { kind: 'cidr', cidr: text };
}

let serial = 0;

export function ingress(what: string, from: string, over: Partial<SecurityGroupRule> = {}): SecurityGroupRule {
  const id = `sgr-${String(++serial).padStart(4, '0')}`;
  return { id, direction: 'ingress', service: service(what), peer: peer(from), origin: LIVE, ...over };
}

export function egress(what: string, to: string, over: Partial<SecurityGroupRule> = {}): SecurityGroupRule {
  return { ...ingress(what, to), direction: 'egress', ...over };
}

export function group(
  id: string,
  rules: readonly SecurityGroupRule[],
  over: Partial<SecurityGroup> = {},
): SecurityGroup {
  return { ...BASE, id, groupName: id.replace('sg-', ''), vpcId: 'vpc-1', rules, ...over };
}

let hosts = 0;

/** An instance's interface: `public` (in subnet-public, with a public address and an IPv6 one) or `private`. */
export function host(
  kind: 'public' | 'private',
  groups: readonly string[],
  over: Partial<NetworkInterface> = {},
): NetworkInterface {
  const n = ++hosts % 200;
  const privateIp = kind === 'public' ? `10.0.1.${n + 4}` : `10.0.2.${n + 4}`;
  return {
    ...BASE,
    id: `eni-${hosts}`,
    vpcId: 'vpc-1',
    subnetId: `subnet-${kind}`,
    type: 'interface',
    requesterManaged: false,
    instanceId: `i-${hosts}`,
    securityGroupIds: groups,
    privateIpv4: [privateIp],
    ipv4Prefixes: [],
    ipv6: kind === 'public' ? [`2600:1f18::1:${n}`] : [],
    ipv6Prefixes: [],
    publicIpv4: kind === 'public' ? [{ privateIp, publicIp: `54.1.2.${n + 4}` }] : [],
    sourceDestCheck: true,
    ...over,
  };
}

const ALLOW_ALL = (['ingress', 'egress'] as const).flatMap((direction) =>
  ['0.0.0.0/0', '::/0'].map((cidr, i): NetworkAclEntry => {
    return { direction, ruleNumber: 100 + i, action: 'allow', cidr, service: service('-1'), origin: LIVE };
  }),
);

export function deny(what: string, cidr: string, ruleNumber: number): NetworkAclEntry {
  return { direction: 'ingress', ruleNumber, action: 'deny', cidr, service: service(what), origin: LIVE };
}

/** One VPC with a public and a private subnet, an internet gateway, and the default ACL with these entries before it. */
export function estate(parts: Partial<Network>, aclEntries: readonly NetworkAclEntry[] = []): Network {
  const local = (cidr: string) => ({
    destination: { kind: 'cidr' as const, cidr },
    target: { kind: 'local' as const, id: 'local' },
    state: 'active' as const,
    propagated: false,
    origin: LIVE,
  });
  const out = (cidr: string) => ({ ...local(cidr), target: { kind: 'internet-gateway' as const, id: 'igw-1' } });
  const locals = [local('10.0.0.0/16'), local('2600:1f18::/56')];
  const table = { ...BASE, vpcId: 'vpc-1', main: false, gatewayIds: [] };
  const subnet = { ...BASE, vpcId: 'vpc-1', availabilityZone: 'us-east-1a', mapPublicIpOnLaunch: false };
  return {
    ...EMPTY_NETWORK,
    vpcs: [{ ...BASE, id: 'vpc-1', isDefault: false, ipv4Cidrs: ['10.0.0.0/16'], ipv6Cidrs: ['2600:1f18::/56'] }],
    subnets: [
      { ...subnet, id: 'subnet-public', ipv4Cidr: '10.0.1.0/24', ipv6Cidrs: ['2600:1f18::/64'] },
      { ...subnet, id: 'subnet-private', ipv4Cidr: '10.0.2.0/24', ipv6Cidrs: [] },
    ],
    internetGateways: [{ ...BASE, id: 'igw-1', vpcIds: ['vpc-1'] }],
    routeTables: [
      { ...table, id: 'rtb-public', subnetIds: ['subnet-public'], routes: [...locals, out('0.0.0.0/0'), out('::/0')] },
      { ...table, id: 'rtb-private', main: true, subnetIds: [], routes: locals },
    ],
    networkAcls: [
      {
        ...BASE,
        id: 'acl-1',
        vpcId: 'vpc-1',
        isDefault: true,
        subnetIds: ['subnet-public', 'subnet-private'],
        entries: [...aclEntries, ...ALLOW_ALL],
      },
    ],
    ...parts,
  };
}

export function prefixList(id: string, cidrs: readonly string[], weight?: number) {
  const family = cidrs[0]?.includes(':') ? (6 as const) : (4 as const);
  return { ...BASE, id, name: id, family, awsManaged: false, cidrs, ...(weight !== undefined && { weight }) };
}
