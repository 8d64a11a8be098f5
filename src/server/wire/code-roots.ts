import type { CodeEntry, Config } from '../../config/index.ts';
import type { Place } from '../../drift/index.ts';
import { EMPTY_NETWORK, type Network } from '../../network/index.ts';
import { type Code, codeNetwork, readCode, type StatedNetwork } from '../../review/index.ts';
import type { Installation, Parts } from './installation.ts';

/** A root of code on its default branch, with the ids its resources have in the account. */
export interface PlaceRoot extends StatedNetwork {
  readonly entry: CodeEntry;
  /** Where it was read; absent where it could not be. */
  readonly at?: { readonly contents: Awaited<ReturnType<Installation['contents']>>; readonly commit: string };
}

/** The texts of roots by repository and commit: read once for all scans while nothing is committed. */
export type KnownCode = Map<string, Promise<Code>>;

const REMEMBER = 200;

/**
 * Reads the code that the configuration says makes a place; none where no code is said to. All roots of the account are
 * read, since any may make something in this Region. One that cannot be read says so in place of its network.
 */
export async function codeRoots(
  parts: Pick<Parts, 'log'> & { readonly knownCode: KnownCode },
  installation: Installation,
  config: Config,
  { account, region }: Place,
  live: Network,
): Promise<readonly PlaceRoot[]> {
  const name = config.accounts.find(({ id }) => id === account)?.name;
  const entries = config.code.filter((entry) => entry.account === account || entry.account === name);
  if (!entries.some((entry) => entry.region === region)) return [];
  const beside = entries.map((root) => ({ root, account }));
  const roots: PlaceRoot[] = [];
  for (const entry of entries)
    try {
      const { defaultBranch } = await installation.facts(entry.repo);
      const contents = await installation.contents(entry.repo);
      const commit = await contents.head(defaultBranch);
      const { repo, path, varFiles } = entry;
      const key = JSON.stringify([installation.id, repo, commit, path, varFiles]);
      const code = await remembered(parts.knownCode, key, () => readCode(contents, commit, entry));
      const others = beside.filter(({ root }) => root.repo === repo);
      const stated = await codeNetwork(code, { root: entry, account, roots: others }, live);
      roots.push({ ...stated, entry, at: { contents, commit } });
    } catch (error) {
      parts.log.warn({ err: error, repository: entry.repo, path: entry.path }, 'code could not be read');
      const reason = error instanceof Error ? error.message : String(error);
      roots.push({ entry, network: EMPTY_NETWORK, unread: [reason] });
    }
  return roots;
}

/** Forgets the oldest when there are too many, and what failed. */
function remembered(known: KnownCode, key: string, read: () => Promise<Code>): Promise<Code> {
  const before = known.get(key);
  if (before) return before;
  const reading = read();
  known.set(key, reading);
  reading.catch(() => known.delete(key));
  const [oldest] = known.keys();
  if (known.size > REMEMBER && oldest !== undefined) known.delete(oldest);
  return reading;
}

/** How a person calls a root. */
export function rootName({ repo, path }: CodeEntry): string {
  return path === '.' ? repo : `${repo} ${path}`;
}
