import type { Origin, Resource } from '../network/index.ts';
import type { FindingCause } from './finding.ts';

/** Where a fact is written in code; nothing for what is live. */
export function placeOf(origin: Origin): Pick<FindingCause, 'address' | 'file' | 'line'> {
  if (origin.kind !== 'code') return {};
  const at = origin.cause ?? origin.location;
  return { address: origin.address, ...(at && { file: at.file, line: at.line }) };
}

/** A resource as the cause of a finding about it. */
export function resourceCause({ id, origin }: Pick<Resource, 'id' | 'origin'>, text: string): FindingCause {
  return { text, resource: id, ...placeOf(origin) };
}
