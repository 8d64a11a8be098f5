import type { Block, Expression } from '../hcl/index.ts';
import { locate } from '../hcl/index.ts';
import type { Value } from '../resource.ts';
import { evaluate } from './expression.ts';
import { expandBlock } from './instances.ts';
import type { Scope } from './scope.ts';
import { guarded, settle } from './settle.ts';
import { isSequence } from './value.ts';

/** Where a provider configuration sends its resources, as far as the code says. */
export interface ProviderHint {
  readonly region?: string;
  /** Twelve digits. */
  readonly account?: string;
}

/** By local name, `aws` or `aws.west`; OpenTofu's for_each adds its key, `aws.west["eu-west-1"]`. */
export type Providers = ReadonlyMap<string, ProviderHint>;

/** The provider configurations of a module: its own blocks over those it got. */
export function readProviders(blocks: readonly Block[], inherited: Providers, scope: Scope): Providers {
  const providers = new Map(inherited);
  for (const block of blocks) {
    const alias = block.body.attributes.get('alias');
    const name = alias ? `${block.labels[0]}.${literalName(alias.value)}` : (block.labels[0] ?? '');
    for (const instance of expandBlock(block, scope).instances)
      providers.set(name + instance.key, { ...inherited.get(name), ...hintOf(block, instance.scope) });
  }
  return providers;
}

/** What a module call hands down: what `providers` names, or else the configurations without alias. */
export function providersFor(call: Block, own: Providers, scope: Scope): Providers {
  const given = call.body.attributes.get('providers')?.value;
  if (given?.kind !== 'object') return new Map([...own].filter(([name]) => !name.includes('.')));
  const handed = new Map<string, ProviderHint>();
  for (const { key, value } of given.items) {
    const hint = own.get(providerName(value, scope));
    if (hint) handed.set(key.kind === 'literal' ? String(key.value) : providerName(key, scope), hint);
  }
  return handed;
}

/** The configuration a resource block uses. */
export function providerOf(block: Block, providers: Providers, scope: Scope): ProviderHint | undefined {
  const named = block.body.attributes.get('provider')?.value;
  return providers.get(named ? providerName(named, scope) : (block.labels[0]?.split('_')[0] ?? ''));
}

/** `aws`, `aws.west`, `aws.by_region["eu-west-1"]` */
function providerName(expression: Expression, scope: Scope): string {
  switch (expression.kind) {
    case 'attribute':
      return `${providerName(expression.object, scope)}.${expression.name}`;
    case 'index': {
      const key = guarded(scope.context, locate(expression.range), () => evaluate(expression.key, scope));
      return `${providerName(expression.object, scope)}[${key.kind === 'string' ? JSON.stringify(key.value) : '?'}]`;
    }
    default:
      return literalName(expression);
  }
}

function literalName(expression: Expression): string {
  if (expression.kind === 'variable') return expression.name;
  return expression.kind === 'literal' ? String(expression.value) : '';
}

function hintOf(block: Block, scope: Scope): ProviderHint {
  const read = (body: Block['body'], name: string): Value | undefined => {
    const attribute = body.attributes.get(name);
    return attribute && settle(attribute.value, scope);
  };
  const region = read(block.body, 'region');
  const role = block.body.blocks
    .filter(({ type }) => type === 'assume_role')
    .map(({ body }) => read(body, 'role_arn'))
    .at(-1);
  const allowed = read(block.body, 'allowed_account_ids');
  const only = allowed && isSequence(allowed) && allowed.items.length === 1 ? allowed.items[0] : undefined;
  const account = accountOf(role) ?? accountOf(only);
  return { ...(region?.kind === 'string' && { region: region.value }), ...(account !== undefined && { account }) };
}

function accountOf(value: Value | undefined): string | undefined {
  if (value?.kind === 'number') return String(value.value).padStart(12, '0');
  return value?.kind === 'string' ? /^(?:arn:[\w-]+:iam::)?(\d{12})(?::|$)/.exec(value.value)?.[1] : undefined;
}
