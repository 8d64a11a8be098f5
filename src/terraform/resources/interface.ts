import type { NetworkInterface, Unknown } from '../../network/index.ts';
import { validAddresses } from './address.ts';
import type { Draft, Statement } from './draft.ts';
import { impliedId } from './identity.ts';
import { placeholderIpv6Address } from './placeholder.ts';

export interface InterfaceFacts {
  readonly id: string;
  /** Empty when not known. */
  readonly subnetId: string;
  readonly groups: { readonly known: readonly string[]; readonly unknown?: Unknown };
  readonly type?: string;
  readonly requesterManaged?: boolean;
  readonly description?: string;
  readonly instanceId?: string;
  readonly privateIps?: readonly string[];
  readonly ipv6?: readonly string[];
  /** `subnet`: as the subnet's `mapPublicIpOnLaunch` says. */
  readonly publicAddress?: boolean | 'subnet';
  readonly sourceDestCheck?: boolean;
  /** Whether AWS puts an interface that names no group into the VPC's default group. */
  readonly defaultGroup?: boolean;
  readonly wantsIpv6?: boolean;
}

/** An interface code makes. Addresses that are only known after apply are left to be placed later. */
export function addInterface(statement: Statement, facts: InterfaceFacts, draft: Draft): NetworkInterface {
  const { resource, instance } = statement;
  const { known, unknown } = facts.groups;
  const vpcId = vpcOf(facts, draft);
  const useDefault = facts.defaultGroup !== false && known.length === 0 && !unknown && vpcId !== '';
  const privateIps = validAddresses(facts.privateIps ?? [], statement, draft);
  const ipv6 = validAddresses(facts.ipv6 ?? [], statement, draft);
  const made: NetworkInterface = {
    id: facts.id,
    ...(resource.name !== undefined && { name: resource.name }),
    account: resource.account,
    region: resource.region,
    origin: resource.origin,
    vpcId,
    subnetId: facts.subnetId,
    type: facts.type ?? 'interface',
    requesterManaged: facts.requesterManaged ?? false,
    ...(facts.description !== undefined && { description: facts.description }),
    ...(facts.instanceId !== undefined && { instanceId: facts.instanceId }),
    status: 'in-use',
    securityGroupIds: useDefault ? [impliedId(vpcId, 'default_security_group_id')] : [...new Set(known)],
    ...(unknown && { unknownSecurityGroups: unknown }),
    privateIpv4: privateIps,
    ipv4Prefixes: [],
    ipv6: ipv6.length > 0 ? ipv6 : placedIpv6(facts, draft),
    ipv6Prefixes: [],
    publicIpv4: facts.publicAddress === true ? [{ privateIp: privateIps[0] ?? '', publicIp: null }] : [],
    ...(facts.publicAddress === 'subnet' && { publicIpFromSubnet: true }),
    sourceDestCheck: facts.sourceDestCheck ?? true,
    ...(instance.countUnknown !== undefined && { hypothetical: true }),
  };
  draft.network.interfaces.push(made);
  return made;
}

function vpcOf(facts: InterfaceFacts, draft: Draft): string {
  const groups = facts.groups.known.map((id) => draft.knownGroup(id)?.vpcId ?? '');
  return draft.subnet(facts.subnetId)?.vpcId || groups.find((vpcId) => vpcId !== '') || '';
}

function placedIpv6(facts: InterfaceFacts, draft: Draft): string[] {
  const cidr = draft.subnet(facts.subnetId)?.ipv6Cidrs[0];
  if (cidr === undefined) return [];
  const instance = draft.resource(facts.subnetId);
  const assigns = ['assign_ipv6_address_on_creation', 'ipv6_native'].some((name) => {
    const value = instance?.values.get(name);
    return value?.kind === 'bool' && value.value;
  });
  return assigns || facts.wantsIpv6 ? [placeholderIpv6Address(cidr, facts.id)] : [];
}

/** Gives an interface a public address whose value is not known yet. */
export function makePublic(
  interfaceId: string,
  publicIp: string | null,
  privateIp: string | undefined,
  draft: Draft,
): boolean {
  const found = draft.interface(interfaceId);
  if (!found) return false;
  const target = privateIp ?? found.privateIpv4[0] ?? '';
  found.publicIpv4 = [...found.publicIpv4.filter((a) => a.privateIp !== target), { privateIp: target, publicIp }];
  return true;
}
