import type { CodeEntry } from '../config/index.ts';
import type { Network } from '../network/index.ts';
import { matchResources } from '../overlay/index.ts';
import { readCode } from './code.ts';
import type { Contents } from './ports.ts';
import { readRoot } from './read-root.ts';

/**
 * What the code of a root makes as a commit or branch has it, with the ids its resources have in the account.
 * @param account twelve digits
 */
export async function codeNetwork(
  contents: Contents,
  commit: string,
  root: CodeEntry,
  account: string,
  live: Network,
): Promise<Network> {
  const code = await readCode(contents, commit, root);
  const { after } = await readRoot({ root, account, live: () => live }, code, code);
  return matchResources(after, live).network;
}
