import type { SourceLocation } from '../../network/index.ts';
import { type Block, locate } from '../hcl/index.ts';
import type { Value } from '../resource.ts';
import type { ProviderHint } from './provider.ts';

/** A module that is called but whose code is not in the repository. */
export interface RemoteModule {
  /** `module.web_sg["a"]` */
  readonly address: string;
  /** As the code writes it; empty when it cannot be known. */
  readonly source: string;
  readonly version?: string;
  readonly inputs: ReadonlyMap<string, Value>;
  readonly location: SourceLocation;
  readonly provider?: ProviderHint;
  /** Set when the number of instances is unknown; this one stands for any. */
  readonly countUnknown?: string;
}

/** The same before anything of it is evaluated. */
export interface RemoteNode {
  readonly address: string;
  readonly source: string;
  readonly block: Block;
  readonly input: (name: string) => Value | undefined;
  readonly provider: () => ProviderHint | undefined;
  /** Why it is not known how many instances the call has. */
  readonly uncounted: string | undefined;
  /** That, or why it is not known for a module around it. */
  readonly countUnknown: string | undefined;
}

const META_ARGUMENTS = new Set(['source', 'version', 'count', 'for_each', 'providers', 'depends_on']);

export function remoteModule({ address, source, block, input, provider, countUnknown }: RemoteNode): RemoteModule {
  const { attributes } = block.body;
  const names = [...attributes.keys()].filter((name) => !META_ARGUMENTS.has(name));
  const version = attributes.get('version')?.value;
  const hint = provider();
  return {
    address,
    source,
    ...(version?.kind === 'literal' && { version: String(version.value) }),
    inputs: new Map(names.map((name) => [name, input(name)!])),
    location: locate(block.range),
    ...(hint && { provider: hint }),
    ...(countUnknown !== undefined && { countUnknown }),
  };
}
