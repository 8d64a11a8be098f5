import type { Network } from '../network/index.ts';
import { compile, type Diff, diff } from '../reachability/index.ts';
import type { Suggestion } from '../report/index.ts';
import { type RegionSnapshot, readInventory, toNetwork } from '../snapshot/index.ts';
import { compareNetworks, type NetworkComparison, type Place } from './compare-networks.ts';
import { foundText, layOver, type RootNetworks } from './lay-over.ts';
import type { Rules } from './rules.ts';
import { suggestionsFor } from './suggest.ts';

/** Everything a comparison takes, and nothing that cannot go to another thread. */
export interface ComparisonJob {
  /** That account and Region first, then those it is connected with. */
  readonly live?: readonly RegionSnapshot[] | Network;
  readonly roots: readonly RootNetworks[];
  /** The same roots as their code alone says, where a plan says something of them too. */
  readonly code?: readonly RootNetworks[];
  readonly rules: Rules;
  readonly places: readonly Place[];
  /** The head's files by path. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface ComparisonResult extends NetworkComparison {
  readonly suggestions: readonly Suggestion[];
  /** How much of the code was found in the account; absent where that is not known. */
  readonly found?: string;
  /** From what the plan says to what the code says, of the after side. */
  readonly disagreement?: Diff;
}

/** The costly part of a review: overlay, engine, checks. Pure and synchronous. */
export function compareRoots({ live, roots, code, rules, places, texts }: ComparisonJob): ComparisonResult {
  const network = live === undefined || 'vpcs' in live ? live : toNetwork({ regions: live });
  const sides = layOver(network, roots);
  const inventory = live === undefined || 'vpcs' in live ? undefined : readInventory({ regions: live });
  const comparison = compareNetworks(sides, rules, places, inventory);
  const found = network && foundText(sides);
  return {
    ...comparison,
    ...(found !== undefined && { found }),
    suggestions: suggestionsFor(comparison.diff.opened, texts, sides.after, rules),
    // Without live state a plan's ids and the code's addresses cannot be told to be the same.
    ...(code && network && { disagreement: diff(compile(sides.after), compile(layOver(network, code).after)) }),
  };
}
