import type { ResourceInstance, Value } from '../resource.ts';
import type { Draft } from './draft.ts';

/** Whether a value refers to a resource: by reference, by its id, or by what it is named. */
export function means(value: Value | undefined, r: ResourceInstance, draft: Draft, attribute = 'name'): boolean {
  if (value?.kind === 'symbol') return value.address === r.address;
  if (value?.kind !== 'string') return false;
  const named = r.values.get(attribute);
  return value.value === draft.ids.idOf(r) || (named?.kind === 'string' && named.value === value.value);
}
