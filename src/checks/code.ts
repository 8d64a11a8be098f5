import type { Network } from '../network/index.ts';

/** What one root of code makes of one account and Region. */
export interface CodeRoot {
  /** How a person calls it: `acme/infra envs/prod`. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** The code's own network, with the ids of what was recognised in the account. */
  readonly network: Network;
  /** What could not be read, and may make more than the network lists. */
  readonly unread: readonly string[];
}
