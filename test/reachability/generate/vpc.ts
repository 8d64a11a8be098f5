import type {
  NatGateway,
  NetworkAcl,
  NetworkAclEntry,
  NetworkInterface,
  Origin,
  Subnet,
  Vpc,
} from '../../../src/network/index.ts';
import type { AclEntryPlan, NatPlan, VpcPlan } from './plan.ts';
import { ACCOUNTS, addressIn, pick, REGIONS, SERVICES } from './pools.ts';

export const ORIGIN: Origin = { kind: 'live', account: '111111111111', region: 'us-east-1', operation: 'generated' };

// The third overlaps the first, the fourth lies inside it, and the last is a range of its own kind.
const BLOCKS = ['10.0.0.0/16', '10.1.0.0/16', '10.0.0.0/17', '10.0.0.0/20', '172.31.0.0/16', '10.2.0.0/16'];

/** A VPC with its subnets, before anything that needs the whole network's addresses. */
export interface Site {
  readonly plan: VpcPlan;
  readonly vpc: Vpc;
  readonly subnets: readonly Subnet[];
}

export function buildSite(plan: VpcPlan, number: number): Site {
  const account = pick(ACCOUNTS, plan.account);
  const region = pick(REGIONS, plan.region);
  const id = `vpc-${number}`;
  const block = pick(BLOCKS, plan.block);
  const second = plan.second ? [`10.${200 + number}.0.0/16`] : [];
  const resource = { account, region, origin: ORIGIN };
  const subnets = plan.subnets.map((subnet, at): Subnet => {
    const home = at === 3 && second[0] !== undefined ? second[0] : block;
    // Account 2 calls the zones by each other's names: only zone ids compare.
    const letter = 'ab'.charAt(account === ACCOUNTS[0] ? subnet.zone : 1 - subnet.zone);
    return {
      ...resource,
      id: `subnet-${number}-${at}`,
      vpcId: id,
      availabilityZone: `${region}${letter}`,
      availabilityZoneId: `${region}-az${subnet.zone}`,
      ipv4Cidr: `${addressIn(home, at * 256)}/24`,
      ipv6Cidrs: plan.ipv6 ? [`2600:1f16:a:${number}0${at}::/64`] : [],
      mapPublicIpOnLaunch: false,
    };
  });
  const vpc: Vpc = {
    ...resource,
    id,
    isDefault: false,
    ipv4Cidrs: [block, ...second],
    ipv6Cidrs: plan.ipv6 ? [`2600:1f16:a:${number}00::/56`] : [],
  };
  return { plan, vpc, subnets };
}

/** The NAT gateway and its interface. */
export function buildNat(site: Site, plan: NatPlan): { gateway: NatGateway; holder?: NetworkInterface } {
  const { vpc, subnets } = site;
  const resource = { account: vpc.account, region: vpc.region, origin: ORIGIN };
  const id = `nat-${vpc.id}`;
  const state = plan.available ? 'available' : 'failed';
  const publicIp = addressIn('3.16.0.0/24', 10 + Number(vpc.id.slice(4)));
  const secondIp = addressIn('3.17.0.0/24', 10 + Number(vpc.id.slice(4)));
  if (plan.kind === 'regional')
    return {
      gateway: {
        ...resource,
        id,
        vpcId: vpc.id,
        connectivity: 'public',
        availability: 'regional',
        state,
        addresses: [{ publicIp }, ...(plan.second ? [{ publicIp: secondIp }] : [])],
      },
    };
  const subnet = pick(subnets, plan.subnet);
  const privateIps = [5, ...(plan.second ? [6] : [])].map((host) => addressIn(subnet.ipv4Cidr ?? '', host));
  const interfaceId = `eni-${id}`;
  const publicIps = plan.kind === 'public' ? [publicIp, secondIp] : [];
  return {
    gateway: {
      ...resource,
      id,
      vpcId: vpc.id,
      subnetId: subnet.id,
      connectivity: plan.kind,
      availability: 'zonal',
      state,
      addresses: privateIps.map((privateIp, at) => ({
        interfaceId,
        privateIp,
        ...(publicIps[at] === undefined ? {} : { publicIp: publicIps[at] }),
      })),
    },
    holder: {
      ...resource,
      id: interfaceId,
      vpcId: vpc.id,
      subnetId: subnet.id,
      type: 'nat_gateway',
      requesterManaged: true,
      status: 'in-use',
      securityGroupIds: [],
      privateIpv4: privateIps,
      ipv4Prefixes: [],
      ipv6: [],
      ipv6Prefixes: [],
      publicIpv4: privateIps.flatMap((privateIp, at) =>
        publicIps[at] === undefined ? [] : [{ privateIp, publicIp: publicIps[at] }],
      ),
      sourceDestCheck: false,
    },
  };
}

/** Every subnet has exactly one ACL, as AWS keeps it: a custom one, or the VPC's default. */
export function buildAcls({ plan, vpc, subnets }: Site, cidrs: readonly string[]): NetworkAcl[] {
  const lists = [defaultEntries(plan.defaultAcl, cidrs), ...plan.acls.map((entries) => customEntries(entries, cidrs))];
  return lists.map((entries, at) => ({
    account: vpc.account,
    region: vpc.region,
    origin: ORIGIN,
    id: `acl-${vpc.id}-${at}`,
    vpcId: vpc.id,
    isDefault: at === 0,
    subnetIds: subnets.flatMap(({ id }, subnet) =>
      (plan.subnets[subnet]?.acl ?? 0) % lists.length === at ? [id] : [],
    ),
    entries,
  }));
}

function defaultEntries(plan: readonly AclEntryPlan[] | null, cidrs: readonly string[]): NetworkAclEntry[] {
  if (plan) return customEntries(plan, cidrs);
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    ['0.0.0.0/0', '::/0'].map((cidr, family) => ({
      direction,
      ruleNumber: 100 + family,
      action: 'allow' as const,
      cidr,
      service: { protocol: 'all' as const },
      origin: ORIGIN,
    })),
  );
}

/** Planned entries, then a wide one each way most of the time, for an ACL that denies all tests little. */
function customEntries(plans: readonly AclEntryPlan[], cidrs: readonly string[]): NetworkAclEntry[] {
  const planned = plans.map(
    (plan, at): NetworkAclEntry => ({
      direction: plan.ingress ? 'ingress' : 'egress',
      // Numbers fall as the entries come, so that order of arrival is not order of evaluation.
      ruleNumber: 500 - at * 10,
      action: plan.allow ? 'allow' : 'deny',
      cidr: pick(cidrs, plan.cidr),
      service: pick(SERVICES, plan.service),
      origin: ORIGIN,
    }),
  );
  if (plans.length === 0 || plans.length === 4) return planned;
  const last = defaultEntries(null, cidrs).map((entry) => ({ ...entry, ruleNumber: entry.ruleNumber + 30_000 }));
  return [...last, ...planned];
}
