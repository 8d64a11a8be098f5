import type { CodeEntry, Config } from '../config/index.ts';
import { type Elsewhere, filesElsewhere } from './on-demand.ts';
import type { RootsAround } from './surroundings.ts';

/** The code map's entries of one repository. */
export function codeOf({ code }: Config, repository: string): readonly CodeEntry[] {
  return code.filter(({ repo }) => repo.toLowerCase() === repository.toLowerCase());
}

export function accountOf(
  { accounts }: Config,
  { account }: CodeEntry,
): { readonly id: string; readonly name: string } {
  return accounts.find(({ id, name }) => id === account || name === account) ?? { id: account, name: account };
}

/** Repositories that are looked through for a state that no root of the own one keeps. */
const MAX_ELSEWHERE = 20;

/** The roots that the code map names, those of other repositories only where these may be opened: those of the account first. */
export function rootsAround(
  {
    config,
    repository,
    elsewhere,
  }: { readonly config: Config; readonly repository: string; readonly elsewhere?: Elsewhere },
  account: string,
): RootsAround {
  const placed = (roots: readonly CodeEntry[]) => roots.map((root) => ({ root, account: accountOf(config, root).id }));
  const own = placed(codeOf(config, repository));
  if (!elsewhere) return { roots: own };
  const isOwn = new Set(own.map(({ root }) => root));
  const far = placed(config.code.filter((root) => !isOwn.has(root)));
  const near = [
    ...far.filter((place) => place.account === account),
    ...far.filter((place) => place.account !== account),
  ];
  const names = [...new Set(near.map(({ root }) => root.repo))].slice(0, MAX_ELSEWHERE);
  const files = new Map(names.map((name) => [name, filesElsewhere(name, elsewhere)]));
  return {
    roots: [...own, ...near.filter(({ root }) => files.has(root.repo))],
    elsewhere: (name) => files.get(name)!,
  };
}
