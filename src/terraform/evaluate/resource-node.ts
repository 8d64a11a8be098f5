import { type Block, locate } from '../hcl/index.ts';
import type { Diagnostic, ResourceInstance, Value } from '../resource.ts';
import { blockNames, blocksValue } from './blocks.ts';
import type { ProviderHint } from './provider.ts';
import type { Context, Scope } from './scope.ts';
import { memo, report, settle } from './settle.ts';
import { unknown } from './value.ts';

/** Arguments of every resource block that are Terraform's, not the resource's. */
const META_ARGUMENTS = new Set([
  'count',
  'for_each',
  'provider',
  'depends_on',
  'lifecycle',
  'provisioner',
  'connection',
]);

/** One resource or data instance, its attributes evaluated when somebody asks. */
export interface ResourceNode {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly block: Block;
  /** Evaluated when somebody asks: a provider block may use what resources give. */
  readonly provider: () => ProviderHint | undefined;
  /** Why it is not known how many instances the block has. */
  readonly uncounted: string | undefined;
  /** That, or why it is not known for a module around it. */
  readonly countUnknown: string | undefined;
  /** The configured value of an attribute or the nested blocks of a type; undefined when the code does not say. */
  attribute(name: string): Value | undefined;
  /** Whether the name is one of nested blocks. */
  hasBlocks(name: string): boolean;
  /** The names `attribute` knows. */
  readonly names: ReadonlySet<string>;
}

export function resourceNode(
  facts: Omit<ResourceNode, 'attribute' | 'hasBlocks' | 'names'>,
  scope: Scope,
): ResourceNode {
  const { body } = facts.block;
  const blocks = blockNames(body);
  const names = new Set([...body.attributes.keys(), ...blocks].filter((name) => !META_ARGUMENTS.has(name)));
  const attribute = memo<Value | undefined>(
    scope.context,
    (name) => {
      if (!names.has(name)) return undefined;
      const written = body.attributes.get(name);
      return written ? settle(written.value, scope) : blocksValue(body, name, scope);
    },
    (name) => {
      const reason = `${facts.address}.${name} refers to itself`;
      report(scope.context, reason, locate(facts.block.range));
      return unknown(reason, 'a correction of the code');
    },
  );
  return { ...facts, attribute, hasBlocks: (name) => blocks.has(name), names };
}

/** The node with all its values, as the rest of the product reads it. */
export function instanceOf(
  node: ResourceNode,
  context: Context,
  more: Pick<ResourceInstance, 'previousAddress' | 'importId'>,
): ResourceInstance {
  const values = new Map<string, Value>();
  const sensitive = new Set<string>();
  const reported = context.diagnostics.length;
  for (const name of node.names) {
    const before = context.sensitiveReads;
    values.set(name, node.attribute(name)!);
    if (context.sensitiveReads > before) sensitive.add(name);
  }
  if (node.countUnknown !== undefined) soften(context.diagnostics, reported);
  const provider = node.provider();
  return {
    address: node.address,
    mode: node.mode,
    type: node.type,
    name: node.name,
    values,
    location: locate(node.block.range),
    ...(provider && { provider: withOwnRegion(provider, values) }),
    ...(sensitive.size > 0 && { sensitive }),
    ...more,
    ...(node.countUnknown !== undefined && { countUnknown: node.countUnknown }),
  };
}

/** What is wrong in an instance that may not exist at all is no error. */
function soften(diagnostics: Diagnostic[], from: number): void {
  for (let index = from; index < diagnostics.length; index++)
    diagnostics[index] = { ...diagnostics[index]!, severity: 'warning' };
}

/** From version 6 of the AWS provider on, a resource may name its Region itself. */
function withOwnRegion(provider: ProviderHint, values: ReadonlyMap<string, Value>): ProviderHint {
  const region = values.get('region');
  return region?.kind === 'string' ? { ...provider, region: region.value } : provider;
}
