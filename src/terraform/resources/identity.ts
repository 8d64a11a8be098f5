import type { ResourceInstance, Value } from '../resource.ts';

/** Ids of all instances of a root and the resolution of references between them. */
export interface Identities {
  /** The AWS id where known, else the address (before a move, so that a moved resource keeps it). */
  idOf(instance: ResourceInstance): string;
  /** The instance at an address, moved or not. */
  find(address: string): ResourceInstance | undefined;
  /** Follows symbols to what they stand for: an id, another attribute's value, or the symbol itself. */
  resolve(value: Value): Value;
}

/** Attributes that name the resource itself. Load balancers are known by ARN, everything else by id. */
const SELF = new Set(['id', 'arn', 'allocation_id', 'transit_gateway_attachment_id']);

/** What one resource kind adopts instead of creating: its id is that attribute of another resource. */
const ADOPTS: Readonly<Record<string, string>> = {
  aws_vpc_peering_connection_accepter: 'vpc_peering_connection_id',
  aws_ec2_transit_gateway_vpc_attachment_accepter: 'transit_gateway_attachment_id',
  aws_ec2_transit_gateway_peering_attachment_accepter: 'transit_gateway_attachment_id',
  aws_default_network_acl: 'default_network_acl_id',
  aws_default_route_table: 'default_route_table_id',
};

const MAX_HOPS = 20;

/** Gives every instance its id and follows references. Two instances never share an address-made id. */
export function identities(resources: readonly ResourceInstance[]): Identities {
  const byAddress = new Map(resources.map((r) => [r.address, r]));
  const ids = new Map<ResourceInstance, string>();
  const claimed = new Set<string>();
  for (const r of resources) {
    const known = awsId(r);
    if (known !== undefined) ids.set(r, known);
    else if (r.previousAddress !== undefined && !claimed.has(r.previousAddress)) {
      ids.set(r, r.previousAddress);
      claimed.add(r.previousAddress);
    }
  }
  for (const r of resources) {
    if (ids.has(r)) continue;
    // An address that a moved resource took along is new here: it must not be mistaken for the old one.
    const id = claimed.has(r.address) ? `${r.address} (new)` : r.address;
    ids.set(r, id);
    claimed.add(id);
  }

  // An instance whose count is unknown stands for all of them, whatever the index of the reference.
  const find = (address: string): ResourceInstance | undefined =>
    byAddress.get(address) ?? byAddress.get(address.replace(/\[[^\]]*\]$/, ''));

  function idOf(instance: ResourceInstance): string {
    const adopted = ADOPTS[instance.type];
    if (adopted !== undefined) {
      const value = instance.values.get(adopted);
      const target = value && resolve(value);
      if (target?.kind === 'string') return target.value;
    }
    if (instance.type === 'aws_default_security_group' && !awsId(instance)) {
      const vpc = resolve(instance.values.get('vpc_id') ?? { kind: 'null' });
      if (vpc.kind === 'string') return impliedId(vpc.value, 'default_security_group_id');
    }
    return ids.get(instance) ?? instance.address;
  }

  function resolve(value: Value, hops = 0): Value {
    if (value.kind !== 'symbol' || hops > MAX_HOPS) return value;
    const instance = find(value.address);
    const [first, ...rest] = value.attribute;
    if (!instance || first === undefined) return value;
    const at = value.at === undefined ? {} : { at: value.at };
    const stated = rest.reduce<Value | undefined>(step, instance.values.get(first));
    const own = stated?.kind === 'symbol' && stated.address === value.address;
    // The group by which a classic load balancer is known to what it balances is its first.
    if (first === 'source_security_group_id' && !stated) {
      const groups = instance.values.get('security_groups');
      const [group] = groups && 'items' in groups ? groups.items : [];
      if (group) return resolve(group, hops + 1);
    }
    if (SELF.has(first)) return { kind: 'string', value: idOf(instance), ...at };
    if (stated && !own && stated.kind !== 'unknown') {
      const found = resolve(stated, hops + 1);
      return value.at === undefined || found.at !== undefined ? found : { ...found, ...at };
    }
    // A cluster tells its group inside its `vpc_config`, everything else on its own level.
    const leaf = first === 'vpc_config' ? rest.at(-1) : rest.length === 0 ? first : undefined;
    if (leaf !== undefined && IMPLIED.test(leaf))
      return { kind: 'string', value: impliedId(idOf(instance), leaf), ...at };
    return value;
  }

  return { idOf, find, resolve: (value) => resolve(value) };
}

/** Resources AWS makes along with another, known by attributes of that one. */
const IMPLIED =
  /^(default_security_group_id|default_network_acl_id|default_route_table_id|main_route_table_id|primary_network_interface_id|association_default_route_table_id|propagation_default_route_table_id|prefix_list_id|cluster_security_group_id|endpoint_\d+)$/;

/** The id of what AWS makes along with `owner`; main and default table of a VPC or transit gateway are one. */
export function impliedId(owner: string, attribute: string): string {
  return `${owner}.${SYNONYMS[attribute] ?? attribute}`;
}

const SYNONYMS: Readonly<Record<string, string>> = {
  main_route_table_id: 'default_route_table_id',
  propagation_default_route_table_id: 'association_default_route_table_id',
};

function step(value: Value | undefined, key: string): Value | undefined {
  if (value?.kind === 'map' || value?.kind === 'object') return value.entries.get(key);
  if (value?.kind === 'list' || value?.kind === 'tuple' || value?.kind === 'set') return value.items[Number(key)];
  return undefined;
}

function awsId(r: ResourceInstance): string | undefined {
  if (r.importId !== undefined) return r.importId;
  const id = r.values.get('id') ?? r.values.get('arn');
  return id?.kind === 'string' && id.value !== '' ? id.value : undefined;
}
