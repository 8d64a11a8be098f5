import { type Block, locate } from '../hcl/index.ts';
import type { Value } from '../resource.ts';
import { evaluate, evaluateCount } from './expression.ts';
import { BudgetExceeded, EvaluationProblem, refuse } from './problem.ts';
import { bind, type Scope } from './scope.ts';
import { report } from './settle.ts';
import { asUnknown, isMapping, isOpen, isSequence, number, object, text, type Unknown } from './value.ts';

/** One instance of a block with count or for_each, and the scope its body is evaluated in. */
export interface Instance {
  /** `[0]`, `["a"]`, or nothing for a block without either. */
  readonly key: string;
  /** The key of a for_each instance as it is written in code. */
  readonly name?: string;
  readonly scope: Scope;
  /** Why it is not known how many instances there are; this one stands for those that are not listed. */
  readonly countUnknown?: string;
}

export interface Expansion {
  /** How the block's name evaluates: one object, a list by index, or a map by key. */
  readonly form: 'single' | 'list' | 'map';
  readonly instances: readonly Instance[];
}

const MAX_INSTANCES = 5000;

/** Expands count or for_each of a resource or module block. What cannot be known gives one instance that stands for any. */
export function expandBlock(block: Block, scope: Scope): Expansion {
  const count = block.body.attributes.get('count');
  const forEach = block.body.attributes.get('for_each');
  const argument = count ?? forEach;
  if (!argument) return { form: 'single', instances: [{ key: '', scope }] };
  try {
    return count
      ? byCount(evaluateCount(count.value, scope), scope, argument.value.range)
      : byKey(evaluate(argument.value, scope), scope, argument.value.range);
  } catch (problem) {
    if (!(problem instanceof EvaluationProblem || problem instanceof BudgetExceeded)) throw problem;
    const at = (problem instanceof EvaluationProblem && problem.at) || locate(argument.value.range);
    report(scope.context, problem.message, at);
    return {
      form: count ? 'list' : 'map',
      instances: [uncounted({ kind: 'unknown', reason: problem.message, at }, scope, count ? 'count' : 'each')],
    };
  }
}

type Place = Parameters<typeof locate>[0];

function byCount(count: number | Unknown, scope: Scope, range: Place): Expansion {
  if (typeof count !== 'number') return { form: 'list', instances: [uncounted(count, scope, 'count')] };
  if (count > MAX_INSTANCES) refuse(`count is ${count}; more than ${MAX_INSTANCES} instances are not read`);
  scope.context.budget.spend(count * 10);
  const at = locate(range);
  const instances = Array.from({ length: count }, (_, index) => ({
    key: `[${index}]`,
    scope: bind(scope, new Map([['count', object(new Map([['index', number(index, at)]]))]])),
  }));
  return { form: 'list', instances };
}

function byKey(collection: Value, scope: Scope, range: Place): Expansion {
  const whole = collection.kind === 'symbol' ? scope.context.expand(collection) : collection;
  if (isOpen(whole)) return { form: 'map', instances: [uncounted(asUnknown(whole, locate(range)), scope, 'each')] };
  const pairs: [string, Value, Value][] = [];
  let open: Unknown | undefined;
  if (isMapping(whole)) for (const [key, value] of whole.entries) pairs.push([key, text(key, value.at), value]);
  else if (isSequence(whole)) {
    // Terraform wants a set. An empty tuple is what is left of one where the other branch of a conditional is unknown.
    if (whole.kind !== 'set' && whole.items.length > 0)
      report(
        scope.context,
        'for_each takes a map or a set of strings: write toset(…) around the list',
        locate(range),
        'warning',
      );
    for (const item of whole.items) {
      if (item.kind === 'string') pairs.push([item.value, item, item]);
      else if (isOpen(item)) open ??= asUnknown(item);
      else refuse('for_each takes a set of strings, not of other values');
    }
  } else refuse(`for_each takes a map or a set of strings, not ${whole.kind === 'null' ? 'null' : `a ${whole.kind}`}`);
  if (pairs.length > MAX_INSTANCES)
    refuse(`for_each has ${pairs.length} elements; more than ${MAX_INSTANCES} instances are not read`);
  scope.context.budget.spend(pairs.length * 10);
  const instances: Instance[] = pairs.map(([key, name, value]) => ({
    key: `[${quoteKey(key)}]`,
    name: key,
    scope: bind(
      scope,
      new Map([
        [
          'each',
          object(
            new Map([
              ['key', name],
              ['value', value],
            ]),
          ),
        ],
      ]),
    ),
  }));
  if (open) instances.push(uncounted(open, scope, 'each'));
  return { form: 'map', instances };
}

function uncounted(reason: Unknown, scope: Scope, name: 'count' | 'each'): Instance {
  const { many: _, ...open } = reason;
  const fields = name === 'count' ? ['index'] : ['key', 'value'];
  const bound = object(new Map(fields.map((field) => [field, open])));
  return { key: '', scope: bind(scope, new Map([[name, bound]])), countUnknown: reason.reason };
}

/** A key as Terraform's addresses show it. */
export function quoteKey(key: string): string {
  return JSON.stringify(key).replace(/\$\{/g, '$$${').replace(/%\{/g, '%%{');
}
