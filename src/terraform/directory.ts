import type { Network } from '../network/index.ts';
import { type KnownRoot, liveData, remoteStates } from './data-sources/index.ts';
import type { EvaluateOptions, Evaluation } from './evaluate/index.ts';
import { terraformNetwork } from './resources/index.ts';
import { evaluateRoot } from './terragrunt/index.ts';

export interface DirectoryOptions extends Omit<EvaluateOptions, 'files' | 'root'> {
  /** Twelve digits, and the Region, for resources whose provider block does not say. */
  readonly account: string;
  readonly region: string;
  /** What the account holds: answers data sources that `data` does not. Made only when one asks. */
  readonly live?: () => Network;
  /** Other roots: answer `terraform_remote_state`. */
  readonly roots?: readonly KnownRoot[];
}

/** The network that the code of one root module states, and all that was evaluated for it. */
export function readTerraformDirectory(
  files: EvaluateOptions['files'],
  root: string,
  { account, region, live, roots = [], data, ...options }: DirectoryOptions,
): Evaluation & { readonly network: Network } {
  const fromLive = live && liveData(live, { account, region });
  const fromState = remoteStates(files, roots, root, fromLive);
  const together = new Set(roots.flatMap((other) => (other.together ? [other.root] : [])));
  const evaluation = evaluateRoot({
    files,
    root,
    together,
    data: (...asked) => data?.(...asked) ?? fromState(...asked) ?? fromLive?.(...asked),
    ...options,
  });
  const { resources, remoteModules, outputs } = evaluation;
  const handed = [...remoteModules, { address: 'output', inputs: outputs }];
  return { ...evaluation, network: terraformNetwork(resources, { account, region }, handed) };
}
