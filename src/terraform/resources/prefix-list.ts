import { isUnknown, type PrefixList, type Unknown } from '../../network/index.ts';
import { unknownOf } from './attributes.ts';
import type { ResourceKind } from './draft.ts';
import { canonicalCidr } from './permission.ts';

/** Customer-managed prefix lists, their separate entries included; `data` blocks give the lists AWS or others manage. */
export const prefixList: ResourceKind = {
  types: ['aws_ec2_managed_prefix_list', 'aws_prefix_list'],
  modes: ['managed', 'data'],
  read({ id, body, resource, instance }, draft) {
    if (instance.mode === 'data' && draft.network.prefixLists.some((item) => item.id === id)) return;
    const isData = instance.mode === 'data';
    const cidrs: string[] = [];
    let unknown: Unknown | undefined;
    const add = (text: string | Unknown | undefined): void => {
      const cidr = typeof text === 'string' ? canonicalCidr(text) : (text ?? { unknown: 'an entry has no CIDR' });
      if (isUnknown(cidr)) unknown = cidr;
      else cidrs.push(cidr);
    };
    for (const block of body.blocks(isData ? 'entries' : 'entry')) add(isUnknown(block) ? block : block.text('cidr'));
    const listed = body.texts('cidr_blocks');
    listed.known.forEach(add);
    if (isData && cidrs.length === 0)
      unknown = { unknown: `the entries of ${instance.address} are read at plan time`, resolvedBy: 'a scan' };
    const weight = body.number('max_entries');
    const family = body.known('address_family');
    draft.network.prefixLists.push({
      ...resource,
      ...(family && { family: family === 'IPv6' ? 6 : 4 }),
      ...(typeof weight === 'number' && { weight }),
      awsManaged:
        isData && (instance.type === 'aws_prefix_list' || (body.known('name') ?? '').startsWith('com.amazonaws.')),
      cidrs: unknown ?? listed.unknown ?? cidrs,
    });
  },
};

export const prefixListEntry: ResourceKind = {
  types: ['aws_ec2_managed_prefix_list_entry'],
  read({ body, address, instance }, draft) {
    const listId = body.known('prefix_list_id');
    const index = draft.network.prefixLists.findIndex((item) => item.id === listId);
    const list = draft.network.prefixLists[index];
    if (!list) {
      draft.problem(address, 'adds an entry to a prefix list that is not in this code', instance.location);
      return;
    }
    const text = body.text('cidr');
    const cidr = typeof text === 'string' ? canonicalCidr(text) : (text ?? unknownOf({ kind: 'null' }));
    const cidrs: PrefixList['cidrs'] =
      instance.countUnknown !== undefined
        ? { unknown: `whether ${address} exists is unknown: ${instance.countUnknown}` }
        : isUnknown(list.cidrs)
          ? list.cidrs
          : isUnknown(cidr)
            ? cidr
            : [...list.cidrs, cidr];
    draft.network.prefixLists[index] = { ...list, cidrs };
  },
};
