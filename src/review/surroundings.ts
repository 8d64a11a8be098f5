import type { CodeEntry } from '../config/index.ts';
import type { Network } from '../network/index.ts';
import type { FileReader, KnownRoot } from '../terraform/index.ts';

/** A root, and the account its code goes to. */
export interface Place {
  readonly root: CodeEntry;
  /** Twelve digits. */
  readonly account: string;
}

/** The code map, as roots take from one another. */
export interface RootsAround {
  /** All roots of the code map: their outputs and exports answer for what others take from them. */
  readonly roots?: readonly Place[];
  /** The files of other repositories, at the head of their default branches. Without it, their roots answer nothing. */
  readonly elsewhere?: (repository: string) => FileReader;
}

/** What code may ask of beyond itself. */
export interface Surroundings extends RootsAround {
  /** What the account holds, made when first asked for: answers data sources. Absent when nobody may know. */
  readonly live?: () => Network;
  /** Roots that are laid over the same network, by the name that each is known by there. */
  readonly together?: ReadonlySet<CodeEntry>;
}

/** The other roots of the same repository. */
export function rootsBeside({ root: own, roots = [] }: Place & Surroundings): readonly Place[] {
  return roots.filter(({ root }) => root !== own && isSameRepository(root, own));
}

/** All other roots, as Terraform's states are found by: those of the same repository first. */
export function knownRoots(place: Place & Surroundings): readonly KnownRoot[] {
  const { root: own, roots = [], elsewhere, together } = place;
  const far = elsewhere ? roots.filter(({ root }) => !isSameRepository(root, own)) : [];
  return [...rootsBeside(place), ...far].map(({ root, account }) => ({
    root: root.path,
    varFiles: root.varFiles,
    workspace: root.workspace,
    provider: { account, region: root.region },
    ...(together?.has(root) && { together: true }),
    ...(elsewhere &&
      !isSameRepository(root, own) && { elsewhere: { repository: root.repo, files: elsewhere(root.repo) } }),
  }));
}

function isSameRepository(one: CodeEntry, other: CodeEntry): boolean {
  return one.repo.toLowerCase() === other.repo.toLowerCase();
}
