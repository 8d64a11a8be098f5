import type { Network } from '../network/index.ts';
import { matchResources } from '../overlay/index.ts';
import type { Code } from './code.ts';
import { type RootPlace, readOneSide } from './read-root.ts';

/** What the code of a root makes. */
export interface StatedNetwork {
  /** With the ids its resources have in the account. */
  readonly network: Network;
  /** What could not be read, and may make more than the network lists. */
  readonly unread: readonly string[];
}

/** What the code of a root makes of an account. */
export async function codeNetwork(code: Code, place: RootPlace, live: Network): Promise<StatedNetwork> {
  const { network, unread } = await readOneSide({ ...place, live: () => live }, code);
  return { network: matchResources(network, live).network, unread };
}
