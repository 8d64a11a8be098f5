import { type Block, type Body, type Expression, locate } from '../hcl/index.ts';
import type { Value } from '../resource.ts';
import { evaluate, iterable } from './expression.ts';
import { refuse } from './problem.ts';
import { bind, type Scope } from './scope.ts';
import { guarded, settle } from './settle.ts';
import { asUnknown, list, object } from './value.ts';

/** The body of a nested block as an object: attributes by name, blocks as lists of objects. */
function bodyValue(body: Body, scope: Scope): Value {
  const entries = new Map<string, Value>();
  for (const [name, { value }] of body.attributes) entries.set(name, settle(value, scope));
  for (const name of blockNames(body)) entries.set(name, blocksValue(body, name, scope));
  return object(entries, locate(body.range));
}

/** The types of nested blocks in a body, those that `dynamic` blocks make included. */
export function blockNames(body: Body): Set<string> {
  return new Set(body.blocks.map((block) => (block.type === 'dynamic' ? (block.labels[0] ?? '') : block.type)));
}

/** All nested blocks of a type as a list of objects. A dynamic block of unknown length is an unknown element. */
export function blocksValue(body: Body, type: string, scope: Scope): Value {
  const items: Value[] = [];
  for (const block of body.blocks) {
    scope.context.budget.spend(1);
    if (block.type === type) items.push(bodyValue(block.body, scope));
    else if (block.type === 'dynamic' && block.labels[0] === type) items.push(...dynamicBlocks(block, type, scope));
  }
  const first = body.blocks.find((block) => (block.type === 'dynamic' ? block.labels[0] : block.type) === type);
  return list(items, first && locate(first.range));
}

function dynamicBlocks(block: Block, type: string, scope: Scope): readonly Value[] {
  const forEach = block.body.attributes.get('for_each');
  const content = block.body.blocks.find((inner) => inner.type === 'content');
  const at = locate(block.range);
  if (!forEach || !content)
    return [guarded(scope.context, at, () => refuse(`dynamic "${type}" needs for_each and a content block`))];
  const pairs = guarded(scope.context, locate(forEach.value.range), () =>
    iterable(evaluate(forEach.value, scope), scope),
  );
  if (!Array.isArray(pairs)) return [{ ...asUnknown(pairs, locate(forEach.value.range)), many: true }];
  const iterator = iteratorName(block.body.attributes.get('iterator')?.value) ?? type;
  return pairs.map(([key, value]) => {
    if (value.kind === 'unknown' && value.many) return value;
    const bound = object(
      new Map([
        ['key', key],
        ['value', value],
      ]),
    );
    return bodyValue(content.body, bind(scope, new Map([[iterator, bound]])));
  });
}

function iteratorName(expression: Expression | undefined): string | undefined {
  if (expression?.kind === 'variable') return expression.name;
  return expression?.kind === 'literal' && typeof expression.value === 'string' ? expression.value : undefined;
}
