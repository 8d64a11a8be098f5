import { setImmediate } from 'node:timers/promises';
import type { CodeEntry, Config } from '../../config/index.ts';
import type { Place } from '../../drift/index.ts';
import { EMPTY_NETWORK, type Network } from '../../network/index.ts';
import { type Code, codeNetwork, readCode, rootsAround, type StatedNetwork, searchCode } from '../../review/index.ts';
import { headOf, openHead } from './head.ts';
import type { Installation, Parts } from './installation.ts';

/** A root of code on its default branch, with the ids its resources have in the account. */
export interface PlaceRoot extends StatedNetwork {
  readonly entry: CodeEntry;
  /** Where it was read; absent where it could not be. */
  readonly at?: { readonly contents: Awaited<ReturnType<Installation['contents']>>; readonly commit: string };
}

/** The texts of a repository's roots at the newest commit asked for: read once for all scans while nothing is committed. */
export type KnownCode = Map<string, { readonly commit: string; readonly roots: Map<string, Promise<Code>> }>;

type Reading = Pick<Parts, 'log'> & { readonly knownCode: KnownCode };

/**
 * Reads the code that the configuration says makes a place; none where no code is said to. All roots of the account are
 * read, since any may make something in this Region. One that cannot be read says so in place of its network.
 */
export async function codeRoots(
  reading: Reading,
  installation: Installation,
  config: Config,
  { account, region }: Place,
  live: Network,
): Promise<readonly PlaceRoot[]> {
  const name = config.accounts.find(({ id }) => id === account)?.name;
  const entries = config.code.filter((entry) => entry.account === account || entry.account === name);
  if (!entries.some((entry) => entry.region === region)) return [];
  const roots: PlaceRoot[] = [];
  for (const [repo, inRepo] of Map.groupBy(entries, (entry) => entry.repo)) {
    const around = rootsAround(
      { config, repository: repo, elsewhere: (other) => headOf(installation, other) },
      account,
    );
    const unread = (entry: CodeEntry, error: unknown): PlaceRoot => {
      reading.log.warn({ err: error, repository: repo, path: entry.path }, 'code could not be read');
      const reason = error instanceof Error ? error.message : String(error);
      return { entry, network: EMPTY_NETWORK, unread: [reason] };
    };
    try {
      const { at, codeOf } = await openCode(reading, installation, repo, inRepo);
      for (const entry of inRepo)
        try {
          await setImmediate(); // evaluating hundreds of roots must not hold up what else the process does
          const stated = await codeNetwork(await codeOf(entry), { root: entry, account, ...around }, live);
          roots.push({ ...stated, entry, at });
        } catch (error) {
          roots.push(unread(entry, error));
        }
    } catch (error) {
      roots.push(...inRepo.map((entry) => unread(entry, error)));
    }
  }
  return roots;
}

/** Opens a repository at the head of its default branch. */
async function openCode(
  { knownCode }: Reading,
  installation: Installation,
  repo: string,
  entries: readonly CodeEntry[],
) {
  const { contents, commit } = await openHead(installation, repo);
  const id = `${installation.id} ${repo}`;
  const before = knownCode.get(id);
  const { roots } = before?.commit === commit ? before : { roots: new Map<string, Promise<Code>>() };
  knownCode.set(id, { commit, roots });
  const keyOf = ({ path, varFiles }: CodeEntry) => JSON.stringify([path, varFiles]);
  const missing = entries.filter((entry) => !roots.has(keyOf(entry)));
  if (missing.length > 1) await searchCode(contents, commit, missing);
  return {
    at: { contents, commit },
    codeOf(entry: CodeEntry): Promise<Code> {
      const key = keyOf(entry);
      const code = roots.get(key) ?? readCode(contents, commit, entry);
      roots.set(key, code);
      code.catch(() => roots.delete(key));
      return code;
    },
  };
}

/** How a person calls a root. */
export function rootName({ repo, path }: CodeEntry): string {
  return path === '.' ? repo : `${repo} ${path}`;
}
