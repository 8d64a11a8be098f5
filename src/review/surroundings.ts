import type { CodeEntry } from '../config/index.ts';
import type { Network } from '../network/index.ts';
import type { KnownRoot } from '../terraform/index.ts';

/** A root, and the account its code goes to. */
export interface Place {
  readonly root: CodeEntry;
  /** Twelve digits. */
  readonly account: string;
}

/** What code may ask of beyond itself. */
export interface Surroundings {
  /** What the account holds, made when first asked for: answers data sources. Absent when nobody may know. */
  readonly live?: () => Network;
  /** All roots of the repository: their outputs and exports answer for what others take from them. */
  readonly roots?: readonly Place[];
}

/** The other roots of the repository, as Terraform's states are found by. */
export function knownRoots({ root: own, roots = [] }: Place & Surroundings): readonly KnownRoot[] {
  return roots.flatMap(({ root, account }) =>
    root === own
      ? []
      : [
          {
            root: root.path,
            varFiles: root.varFiles,
            workspace: root.workspace,
            provider: { account, region: root.region },
          },
        ],
  );
}
