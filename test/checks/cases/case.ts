import type { CheckSettings, More } from '../../../src/checks/index.ts';
import type { Network } from '../../../src/network/index.ts';

/** What a check is run on, in words and as a network. */
export interface Case {
  readonly name: string;
  readonly network: Network;
  readonly more?: More;
  readonly parameters?: Exclude<CheckSettings[string], 'off'>['parameters'];
}

/** Cases of one check: those it notices, the first of which is the example of its page, and those it must not. */
export interface Cases {
  readonly fails: readonly Case[];
  readonly passes: readonly Case[];
}

export function on(name: string, network: Network, rest: Omit<Case, 'name' | 'network'> = {}): Case {
  return { name, network, ...rest };
}
