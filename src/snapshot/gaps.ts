import type { Gap } from '../network/index.ts';
import { isFields } from './fields.ts';
import type { RegionSnapshot, Snapshot } from './model.ts';
import { OPERATION_NAMES, type Operation, shapeOf } from './operation.ts';
import { order } from './reading.ts';

/** Every operation the network is made from that was not asked, or not wholly answered. */
export function gapsOf(snapshot: Snapshot): Gap[] {
  const gaps = snapshot.regions.flatMap((region) =>
    OPERATION_NAMES.flatMap((operation) => gapOf(region, operation) ?? []),
  );
  return gaps.sort(
    (a, b) => order(a.account, b.account) || order(a.region, b.region) || order(a.operation, b.operation),
  );
}

function gapOf(region: RegionSnapshot, operation: Operation): Gap | undefined {
  const recorded = region.operations.get(operation);
  const where = { account: region.account, region: region.region, operation };
  if (recorded?.status === 'complete') return undefined;
  if (recorded !== undefined) return { ...where, kind: recorded.status, reason: recorded.reason };
  return hasNoParents(region, operation) ? undefined : { ...where, kind: 'not-collected' };
}

/** A call that is made once for each parent lacks nothing where there are no parents. */
function hasNoParents(region: RegionSnapshot, operation: Operation): boolean {
  const { parent } = shapeOf(operation);
  const parents = parent && region.operations.get(parent.operation);
  if (parents?.status !== 'complete' || !isFields(parents.output)) return false;
  return Object.values(parents.output).every((items) => Array.isArray(items) && items.length === 0);
}
