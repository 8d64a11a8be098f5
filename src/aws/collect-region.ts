import type { Operation, Recorded, RegionSnapshot } from '../snapshot/index.ts';
import { shapeOf } from '../snapshot/index.ts';
import { collectOperation } from './collect-operation.ts';
import type { Limit } from './limit.ts';
import { READ_OPERATIONS } from './operations.ts';
import type { Clients } from './read-operation.ts';

/** Reads one Region: every operation at once as far as the limit allows, children after their parents. */
export async function collectRegion(
  where: { readonly account: string; readonly region: string; readonly takenAt: string },
  clients: Clients,
  limit: Limit,
): Promise<RegionSnapshot> {
  const answers = new Map<string, Promise<Recorded>>();
  for (const operation of READ_OPERATIONS) {
    const { parent } = shapeOf(operation.command);
    const parents = parent && answers.get(parent.operation);
    answers.set(operation.command, (async () => collectOperation(operation, clients, limit, await parents))());
  }
  const operations = new Map<Operation, Recorded>();
  for (const { command } of READ_OPERATIONS) {
    const recorded = await answers.get(command);
    if (recorded !== undefined) operations.set(command, recorded);
  }
  return { ...where, operations };
}
