import type { Recorded, RegionSnapshot } from '../snapshot/index.ts';
import { shapeOf } from '../snapshot/index.ts';
import { collectOperation } from './collect-operation.ts';
import { both, type Limit, limited } from './limit.ts';
import { EXTRA_READS, type Extra } from './operations/extra.ts';
import { READ_OPERATIONS } from './operations.ts';
import type { Clients } from './read-operation.ts';

/** Where and when a Region is read, and what beside the network. */
export interface RegionToRead {
  readonly account: string;
  readonly region: string;
  readonly takenAt: Date;
  readonly extras: readonly Extra[];
}

/** Calls under way at once in one Region, so that a large Region leaves the account's others their turn. */
const PER_REGION = 8;
/** Calls of one API at once in one Region: for operations that are called once for each of many parents. */
const PER_API = 3;

/** Reads one Region: every operation at once as far as the limits allow, children after their parents. */
export async function collectRegion(
  { account, region, takenAt, extras }: RegionToRead,
  clients: Clients,
  limit: Limit,
): Promise<RegionSnapshot> {
  const here = both(limited(PER_REGION), limit);
  const reads = [...READ_OPERATIONS, ...extras.flatMap((extra) => EXTRA_READS[extra])];
  const answers = new Map<string, Promise<Recorded>>();
  for (const operation of reads) {
    const { parent } = shapeOf(operation.command);
    const parents = parent && answers.get(parent.operation);
    const answer = async () =>
      collectOperation(operation, clients, both(limited(PER_API), here), takenAt, await parents);
    answers.set(operation.command, answer());
  }
  const operations = new Map<string, Recorded>();
  for (const [command, answer] of answers) operations.set(command, await answer);
  return { account, region, takenAt: takenAt.toISOString(), operations };
}
