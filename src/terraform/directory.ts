import type { Network } from '../network/index.ts';
import { type EvaluateOptions, evaluateRoot } from './evaluate/index.ts';
import type { Diagnostic } from './resource.ts';
import { terraformNetwork } from './resources/index.ts';

export interface DirectoryOptions extends Omit<EvaluateOptions, 'files' | 'root'> {
  /** Twelve digits, and the Region, for resources whose provider block does not say. */
  readonly account: string;
  readonly region: string;
}

/** The network that the code of one root module states, with what could not be read of it. */
export function readTerraformDirectory(
  files: EvaluateOptions['files'],
  root: string,
  { account, region, ...options }: DirectoryOptions,
): { readonly network: Network; readonly diagnostics: readonly Diagnostic[] } {
  const { resources, diagnostics } = evaluateRoot({ files, root, ...options });
  return { network: terraformNetwork(resources, { account, region }), diagnostics };
}
