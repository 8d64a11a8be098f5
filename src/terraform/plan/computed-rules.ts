import { isObject, type Json, type ResourceChange } from './json.ts';

/**
 * An existing group's `ingress` and `egress`, where the code does not set them, list every rule of the group, those of
 * separate rule resources too. Without this, a rule would count twice, and one whose resource is deleted would stay.
 */
export interface ComputedRules {
  /** The group's values without, in the given directions, the peers that a rule resource of either side states. */
  withoutManaged(group: Json, directions: readonly ('ingress' | 'egress')[]): Json;
}

const PEERS = {
  cidr_blocks: ['cidr_blocks', 'cidr_ipv4'],
  ipv6_cidr_blocks: ['ipv6_cidr_blocks', 'cidr_ipv6'],
  prefix_list_ids: ['prefix_list_ids', 'prefix_list_id'],
  security_groups: ['source_security_group_id', 'referenced_security_group_id'],
} as const;

export function computedRules(changes: readonly ResourceChange[]): ComputedRules {
  const managed = new Set<string>();
  for (const { type, change } of changes) {
    if (!/^aws_(vpc_)?security_group(_(in|e)gress)?_rule$/.test(type)) continue;
    for (const side of [change.before, change.after]) {
      if (!isObject(side) || typeof side['security_group_id'] !== 'string') continue;
      const direction = type.includes('egress') || side['type'] === 'egress' ? 'egress' : 'ingress';
      for (const [field, names] of Object.entries(PEERS))
        for (const name of names)
          for (const peer of [side[name] ?? []].flat() as Json[])
            managed.add(
              key(side['security_group_id'], direction, side, side['ip_protocol'] ?? side['protocol'], field, peer),
            );
      if (side['self'] === true || side['referenced_security_group_id'] === side['security_group_id'])
        managed.add(
          key(side['security_group_id'], direction, side, side['ip_protocol'] ?? side['protocol'], 'self', true),
        );
    }
  }

  function trim(group: Readonly<Record<string, Json>>, direction: 'ingress' | 'egress'): Json {
    const rules = group[direction];
    const id = group['id'];
    if (!Array.isArray(rules) || typeof id !== 'string') return rules ?? null;
    return rules.flatMap((rule: Json): Json[] => {
      if (!isObject(rule)) return [rule];
      const left: Record<string, Json> = { ...rule };
      for (const field of Object.keys(PEERS)) {
        const peers = rule[field];
        if (Array.isArray(peers))
          left[field] = peers.filter(
            (peer: Json) => !managed.has(key(id, direction, rule, rule['protocol'], field, peer)),
          );
      }
      if (rule['self'] === true && managed.has(key(id, direction, rule, rule['protocol'], 'self', true)))
        left['self'] = false;
      const isEmpty =
        left['self'] !== true && Object.keys(PEERS).every((field) => [left[field] ?? []].flat().length === 0);
      return isEmpty ? [] : [left];
    });
  }

  return {
    withoutManaged: (group, directions) =>
      managed.size === 0 || !isObject(group)
        ? group
        : { ...group, ...Object.fromEntries(directions.map((direction) => [direction, trim(group, direction)])) },
  };
}

function key(
  group: string,
  direction: string,
  rule: Readonly<Record<string, Json>>,
  protocol: Json | undefined,
  field: string,
  peer: Json,
): string {
  const isAll = protocol === '-1' || protocol === 'all';
  const ports = isAll ? '' : `${rule['from_port'] ?? ''}-${rule['to_port'] ?? ''}`;
  return [group, direction, isAll ? '-1' : protocol, ports, field, peer].join('|');
}
