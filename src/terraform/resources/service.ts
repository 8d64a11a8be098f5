import type { Unknown } from '../../network/index.ts';
import { type Attributes, attributes } from './attributes.ts';
import type { Draft, ResourceKind, Statement } from './draft.ts';
import { addInterface, type InterfaceFacts } from './interface.ts';
import { means } from './means.ts';
import { SERVICES, type ServiceShape } from './service-shapes.ts';

type Groups = InterfaceFacts['groups'];

/** Every service of the table, as kinds of one shape. */
export const services: readonly ResourceKind[] = SERVICES.map((shape) => ({
  types: [shape.type],
  read: (statement, draft) => readService(shape, statement, draft),
}));

function readService(shape: ServiceShape, statement: Statement, draft: Draft): void {
  const { address, body, instance } = statement;
  const owner = shape.of && ownerOf(shape.of, body, draft);
  const outer = owner ?? body;
  const steps = shape.within?.split('.') ?? [];
  const holders = steps.reduce<readonly (Attributes | Unknown)[]>(
    (found, name) => found.flatMap((one) => ('get' in one ? one.blocks(name) : [one])),
    [outer],
  );
  for (const [index, holder] of holders.entries()) {
    const nth = holders.length > 1 ? String(index + 1) : undefined;
    if ('get' in holder) addService(shape, holder, outer, nth, statement, draft);
    else draft.problem(address, `its place in the network is unknown: ${holder.unknown}`, instance.location);
  }
}

/** Adds the interfaces of one holder of groups: a resource, or a block in it. */
export function addService(
  shape: ServiceShape,
  holder: Attributes,
  outer: Attributes,
  nth: string | undefined,
  statement: Statement,
  draft: Draft,
): void {
  const { body, id, address, instance } = statement;
  const subnetIds = subnetsOf(shape, holder, outer, statement, draft);
  const groups = groupsOf(shape, holder);
  if (shape.optional && groups.known.length === 0 && !groups.unknown) return;
  if (subnetIds.length === 0) {
    if (groups.known.length === 0 && !groups.unknown) return;
    if (!shape.wholeVpc) draft.problem(address, 'which subnets it is in is not in this code', instance.location);
  }
  const description = shape.describe?.(body);
  const flag = shape.publicFlag;
  for (const subnetId of subnetIds.length === 0 ? [''] : shape.single ? subnetIds.slice(0, 1) : subnetIds)
    addInterface(
      statement,
      {
        id: [id, shape.part, nth, subnetId || 'interface'].filter((step) => step !== undefined).join('/'),
        subnetId,
        groups,
        type: shape.interfaceType ?? 'interface',
        requesterManaged: true,
        ...(description !== undefined && { description }),
        publicAddress: flag !== undefined && (holder.bool(flag) ?? body.bool(flag)) === true,
      },
      draft,
    );
}

/** The resource whose settings another one shares: the cluster of a cluster instance. */
function ownerOf({ attribute, type }: NonNullable<ServiceShape['of']>, body: Attributes, draft: Draft) {
  const value = body.get(attribute);
  const owner = draft.ofType(type).find((r) => means(value, r, draft, attribute));
  return owner && attributes(owner.values, draft.ids, owner.address, owner.location);
}

/** Groups of all the attributes that name some; a few hold them as one text with commas. */
function groupsOf({ groups, more }: ServiceShape, holder: Attributes): Groups {
  const lists = [groups].flat().map((name) => holder.texts(name));
  const unknown = lists.find((list) => list.unknown)?.unknown ?? (more === undefined ? undefined : { unknown: more });
  const known = lists.flatMap((list) => list.known.flatMap((text) => text.split(',').map((id) => id.trim())));
  return { known, ...(unknown && { unknown }) };
}

function subnetsOf(
  shape: ServiceShape,
  holder: Attributes,
  body: Attributes,
  { id }: Statement,
  draft: Draft,
): readonly string[] {
  if (shape.subnetsFrom) {
    const { type, attribute } = shape.subnetsFrom;
    return draft
      .ofType(type)
      .map((r) => attributes(r.values, draft.ids, r.address))
      .flatMap((one) => (one.known(attribute) === id ? (one.known('subnet_id') ?? []) : []));
  }
  if (shape.subnets === 'ip_address')
    return holder.blocks('ip_address').flatMap((block) => ('get' in block ? (block.known('subnet_id') ?? []) : []));
  if (shape.subnets !== undefined)
    return [shape.subnets].flat().flatMap((name) => {
      const own = holder.texts(name).known;
      return own.length > 0 ? own : body.texts(name).known;
    });
  if (!shape.subnetGroup) return [];
  const value = body.get(shape.subnetGroup.attribute);
  const { type } = shape.subnetGroup;
  const groups =
    type === undefined ? draft.resources.filter((r) => r.type.endsWith('_subnet_group')) : draft.ofType(type);
  const group = groups.find((r) => means(value, r, draft));
  const subnets = group?.values.get('subnet_ids');
  if (subnets?.kind !== 'list' && subnets?.kind !== 'set' && subnets?.kind !== 'tuple') return [];
  return subnets.items.flatMap((item) => {
    const resolved = draft.ids.resolve(item);
    return resolved.kind === 'string' ? [resolved.value] : [];
  });
}
