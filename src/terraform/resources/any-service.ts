import type { ResourceInstance, Value } from '../resource.ts';
import { attributes, isList } from './attributes.ts';
import type { Draft, Statement } from './draft.ts';
import { addService } from './service.ts';
import type { ServiceShape } from './service-shapes.ts';

/** Arguments that name groups a resource holds; those of EC2-Classic, of MediaLive and those that are a rule's peer are others. */
const GROUPS =
  /^(?!(db|cache|cluster|input|default|source|destination|referenced|ec2|remote)_)(\w+_)?security_groups?(_ids?|_id_list|_arns?)?$/;
const SUBNETS = /^(\w+_)?subnets?(_ids?|_arns?)?$/;
const SUBNET_GROUP = /subnet_group(_name|_id)?$/;
const PUBLIC = /^(publicly_accessible|assign_public_ip|associate_public_ip_address)$/;

/** Types that speak of groups without holding one. */
const OTHERS =
  /^aws_((vpc_)?security_group|network_interface_sg|vpc_endpoint_security_group|fms_|config_|ec2_network_insights|networkmanager_|db_option_group)/;

/** Blocks in blocks: no resource has more. */
const MAX_DEPTH = 6;

type Entries = ReadonlyMap<string, Value>;

/**
 * A resource of a kind that is not known here: wherever it names security groups and, in the same block, around it or below it,
 * subnets, it puts interfaces with these groups into them, as every AWS service does.
 */
export function anyService(statement: Statement, draft: Draft): void {
  const { instance } = statement;
  if (!instance.type.startsWith('aws_') || OTHERS.test(instance.type)) return;
  const holders = [...holdersIn(instance.values, [])];
  for (const [index, { own, around }] of holders.entries()) {
    const below = [...own.values()].flatMap((value) => blocksIn(value));
    const place = [own, ...around, ...below].find((entries) => namesIn(entries, SUBNETS).length > 0);
    const grouped = [own, ...around].find((entries) => namesIn(entries, SUBNET_GROUP).length > 0);
    const at = place ?? grouped;
    if (!at) continue;
    const flag = [own, ...around].flatMap((entries) => namesIn(entries, PUBLIC))[0];
    const shape: ServiceShape = {
      type: instance.type,
      groups: namesIn(own, GROUPS),
      ...(place ? { subnets: namesIn(place, SUBNETS) } : { subnetGroup: { attribute: namesIn(at, SUBNET_GROUP)[0]! } }),
      ...(!place && { single: true }),
      ...(flag !== undefined && { publicFlag: flag }),
    };
    const read = (entries: Entries) => attributes(entries, draft.ids, statement.address, instance.location);
    addService(
      shape,
      read(own),
      read(merged(at, below)),
      holders.length > 1 ? String(index + 1) : undefined,
      statement,
      draft,
    );
  }
}

/** Blocks beside each other may name a subnet each. */
function merged(at: Entries, below: readonly Entries[]): Entries {
  if (!below.includes(at)) return at;
  const subnets = below.flatMap((entries) =>
    namesIn(entries, SUBNETS).map((name) => [name, entries.get(name)!] as const),
  );
  const byName = Map.groupBy(subnets, ([name]) => name);
  return new Map(
    [...byName].map(([name, values]) => [name, { kind: 'list', items: values.flatMap(([, one]) => itemsOf(one)) }]),
  );
}

function itemsOf(value: Value): readonly Value[] {
  return isList(value) ? value.items : [value];
}

interface Holder {
  readonly own: Entries;
  /** The blocks around it, the nearest first. */
  readonly around: readonly Entries[];
}

function* holdersIn(own: Entries, around: readonly Entries[]): Generator<Holder> {
  if (namesIn(own, GROUPS).length > 0) yield { own, around };
  if (around.length >= MAX_DEPTH) return;
  for (const value of own.values()) for (const block of directBlocks(value)) yield* holdersIn(block, [own, ...around]);
}

function directBlocks(value: Value): readonly Entries[] {
  if ('entries' in value) return [value.entries];
  return isList(value) ? value.items.flatMap((item) => ('entries' in item ? [item.entries] : [])) : [];
}

function blocksIn(value: Value, depth = 0): readonly Entries[] {
  if (depth >= MAX_DEPTH) return [];
  return directBlocks(value).flatMap((block) => [
    block,
    ...[...block.values()].flatMap((inner) => blocksIn(inner, depth + 1)),
  ]);
}

/** Arguments whose name fits and that say something. */
function namesIn(entries: ResourceInstance['values'], pattern: RegExp): readonly string[] {
  return [...entries].flatMap(([name, value]) => {
    const says = value.kind !== 'null' && !(value.kind === 'string' && value.value === '');
    const isBlock = directBlocks(value).length > 0;
    return says && !isBlock && pattern.test(name) ? [name] : [];
  });
}
