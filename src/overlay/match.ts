import type { Network, NetworkInterface, Resource } from '../network/index.ts';
import { COLLECTIONS, type Collection, isData, KEYS, type Member } from './kinds.ts';
import { isStub } from './merge.ts';
import { rewriteIds } from './rewrite.ts';

export interface Match {
  readonly kind: Collection;
  /** Id (or address) in the code. */
  readonly code: string;
  readonly live: string;
  /** What it was recognised by: `id`, or the key the two share. */
  readonly by: string;
  readonly role: Role;
}

/** Whether code makes a resource, or only refers to it: by its id, or as data. */
type Role = 'makes' | 'refers to';

export interface Unmatched {
  readonly kind: Collection;
  readonly code: string;
  readonly reason: string;
  readonly role: Role;
}

export interface Matching {
  /** The code's network with the ids of what it was matched with. */
  readonly network: Network;
  readonly matched: readonly Match[];
  readonly unmatched: readonly Unmatched[];
}

/** Ids of what AWS makes with a VPC, as code refers to them, by the collection that holds it. */
const IMPLIED = [
  ['securityGroups', 'default_security_group_id'],
  ['networkAcls', 'default_network_acl_id'],
  ['routeTables', 'default_route_table_id'],
] as const;

/**
 * Recognises the resources of `code` in `base`, by id, then by what AWS keeps unique (a group's name in its VPC), then by
 * the Name tag, and gives them the ids they have there. A key that several share recognises nothing.
 * @param known what the same addresses were recognised as before the change: a resource that is renamed stays itself
 */
export function matchResources(code: Network, base: Network, known: readonly Match[] = []): Matching {
  const inherited = new Map(known.map((match) => [`${match.kind} ${match.code}`, match.live]));
  const ids = new Map<string, string>();
  const matched: Match[] = [];
  const unmatched: Unmatched[] = [];
  for (const kind of COLLECTIONS) {
    const members: readonly Resource[] = base[kind];
    const present = new Map(members.map((r) => [r.id, r]));
    const byKey = index(kind, members);
    const mine = rewriteIds(code[kind] as readonly Resource[], ids);
    const ownKeys = index(
      kind,
      mine.filter((r) => !isData(r)),
    );
    const found = mine.map((resource) =>
      present.has(resource.id) || kind === 'interfaces' ? undefined : recognise(resource),
    );
    const taken = new Set([
      ...mine.map(({ id }) => id),
      ...found.flatMap((one) => (typeof one === 'object' ? [one.live] : [])),
    ]);
    for (const [i, resource] of mine.entries()) {
      const original = code[kind][i]!.id;
      const role: Role = isStub(kind, resource as Member<typeof kind>) || isData(resource) ? 'refers to' : 'makes';
      if (present.has(resource.id)) {
        matched.push({ kind, code: original, live: resource.id, by: 'id', role });
        continue;
      }
      const one = found[i];
      const before = inherited.get(`${kind} ${original}`);
      if (typeof one === 'object') {
        ids.set(original, one.live);
        matched.push({ kind, code: original, ...one, role });
      } else if (before !== undefined && present.has(before) && !taken.has(before)) {
        ids.set(original, before);
        taken.add(before);
        matched.push({ kind, code: original, live: before, by: 'its address before the change', role });
      } else if (kind !== 'interfaces') {
        unmatched.push({
          kind,
          code: original,
          reason: one ?? 'nothing there has its id, its name or its Name tag',
          role,
        });
      }
    }
    if (kind === 'vpcs') for (const vpc of code.vpcs) implied(vpc.id, ids.get(vpc.id) ?? vpc.id);
    if (kind === 'instances') for (const pair of ownedInterfaces(code, base, ids)) ids.set(...pair);

    function recognise(resource: Resource): { live: string; by: string } | string | undefined {
      let doubt: string | undefined;
      for (const key of keysOf(kind, resource)) {
        const candidates = (byKey.get(key) ?? []).filter((r) => samePlace(r, resource));
        if (candidates.length === 1 && (isData(resource) || ownKeys.get(key)?.length === 1))
          return { live: candidates[0]!.id, by: key.trim() };
        if (candidates.length > 0)
          doubt = `${Math.max(candidates.length, ownKeys.get(key)?.length ?? 0)} resources share ${key.trim()}`;
      }
      return doubt;
    }
  }
  return { network: rewriteIds(code, ids), matched, unmatched };

  function implied(codeVpc: string, vpcId: string): void {
    for (const [kind, attribute] of IMPLIED) {
      const found = (base[kind] as readonly (Resource & { vpcId: string })[]).find(
        (r) => r.vpcId === vpcId && isDefault(kind, r),
      );
      if (found) {
        ids.set(`${codeVpc}.${attribute}`, found.id);
        ids.set(`${vpcId}.${attribute}`, found.id);
      }
    }
  }
}

function isDefault(kind: (typeof IMPLIED)[number][0], r: Resource): boolean {
  if (kind === 'securityGroups') return (r as Network['securityGroups'][number]).groupName === 'default';
  if (kind === 'networkAcls') return (r as Network['networkAcls'][number]).isDefault;
  return (r as Network['routeTables'][number]).main;
}

function keysOf(kind: Collection, resource: Resource): string[] {
  return (KEYS[kind] as (r: Resource) => readonly (string | undefined | false)[])(resource).filter(
    (key): key is string => typeof key === 'string',
  );
}

function index(kind: Collection, members: readonly Resource[]): Map<string, Resource[]> {
  const byKey = new Map<string, Resource[]>();
  for (const member of members)
    for (const key of keysOf(kind, member)) byKey.set(key, [...(byKey.get(key) ?? []), member]);
  return byKey;
}

/** Account and Region agree, or one of them does not say. */
function samePlace(a: Resource, b: Resource): boolean {
  const agree = (x: string, y: string): boolean => x === '' || y === '' || x === y;
  return agree(a.account, b.account) && agree(a.region, b.region);
}

/** Interfaces of matched instances, NAT gateways, load balancers and endpoints, by owner and subnet. */
function* ownedInterfaces(code: Network, base: Network, ids: ReadonlyMap<string, string>): Generator<[string, string]> {
  const inBase = new Map(base.interfaces.map((eni) => [eni.id, eni]));
  const inCode = new Map(code.interfaces.map((eni) => [eni.id, eni]));
  const owners = (network: Network): { id: string; interfaceIds: readonly string[] }[] => [
    ...network.instances,
    ...network.loadBalancers,
    ...network.vpcEndpoints,
    ...network.natGateways.map((nat) => ({
      id: nat.id,
      interfaceIds: nat.addresses.flatMap((a) => a.interfaceId ?? []),
    })),
  ];
  const live = new Map(owners(base).map((owner) => [owner.id, owner.interfaceIds]));
  for (const owner of owners(code)) {
    const free = [...(live.get(ids.get(owner.id) ?? owner.id) ?? [])];
    for (const id of owner.interfaceIds) {
      const subnet = ids.get(inCode.get(id)?.subnetId ?? '') ?? inCode.get(id)?.subnetId;
      const at = free.findIndex((candidate) => inBase.get(candidate)?.subnetId === subnet);
      const [taken] = free.splice(Math.max(at, 0), 1);
      if (taken !== undefined && taken !== id && !inBase.has(id)) yield [id, taken];
    }
  }
}

/**
 * Live interfaces that an interface of code stands for, though nothing names them: those AWS made for the same service,
 * or an autoscaling group launched, with exactly the same groups.
 */
export function representedBy(eni: NetworkInterface, live: Network, taken: ReadonlySet<string>): readonly string[] {
  const groups = [...eni.securityGroupIds].sort().join();
  if (groups === '') return [];
  return live.interfaces
    .filter(
      (other) =>
        !taken.has(other.id) &&
        (eni.vpcId === '' || other.vpcId === eni.vpcId) &&
        [...other.securityGroupIds].sort().join() === groups &&
        (eni.requesterManaged
          ? eni.description !== undefined
            ? (other.description ?? '').startsWith(eni.description)
            : other.requesterManaged && other.type === eni.type && other.subnetId === eni.subnetId
          : eni.instanceId === undefined && other.instanceId !== undefined && other.subnetId === eni.subnetId),
    )
    .map((other) => other.id);
}
