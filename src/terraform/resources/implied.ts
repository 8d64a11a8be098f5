import type { Draft } from './draft.ts';

/**
 * The resource along with which AWS made `id`: a default network ACL or route table names no VPC, but adopts what the
 * VPC's attribute says.
 */
export function ownerOfImplied(id: string, attribute: string, draft: Draft): string {
  const owner = draft.resources.find((r) => {
    const value =
      r.type.startsWith('aws_default_') && r.type !== 'aws_default_vpc' ? undefined : r.values.get(attribute);
    return value?.kind === 'string' && value.value === id;
  });
  if (owner) return draft.ids.idOf(owner);
  return id.endsWith(`.${attribute}`) ? id.slice(0, -attribute.length - 1) : '';
}
