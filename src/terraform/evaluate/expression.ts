import type { SourceLocation } from '../../network/index.ts';
import { type Expression, type ForExpression, locate, type ObjectItem, type TemplatePart } from '../hcl/index.ts';
import type { Value } from '../resource.ts';
import { convert } from './convert.ts';
import { callFunction } from './functions/index.ts';
import { binary, unary } from './operator.ts';
import { BudgetExceeded, EvaluationProblem, refuse } from './problem.ts';
import { bind, type Context, type Scope, type Step } from './scope.ts';
import { stepInto } from './traversal.ts';
import { ANY, BOOL, NUMBER, STRING, typeOf } from './type.ts';
import { unify } from './unify.ts';
import {
  asUnknown,
  bool,
  isMapping,
  isOpen,
  isSequence,
  list,
  moveTo,
  nothing,
  number,
  object,
  place,
  text,
  tuple,
  type Unknown,
  weightOf,
} from './value.ts';

/** Deeper than any code a person writes, and well inside the stack. */
const MAX_DEPTH = 400;

/**
 * Evaluates an expression. What is not known gives unknown or symbolic values, never an error.
 * @throws EvaluationProblem for what Terraform would refuse
 * @throws BudgetExceeded when the evaluation as a whole takes too long
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  const { context } = scope;
  context.budget.spend(1);
  if (context.depth >= MAX_DEPTH) throw new BudgetExceeded('References are nested too deeply to be followed');
  context.depth++;
  try {
    return evaluateNode(expression, scope);
  } catch (problem) {
    if (problem instanceof EvaluationProblem && !problem.at)
      throw new EvaluationProblem(problem.message, locate(expression.range));
    throw problem;
  } finally {
    context.depth--;
  }
}

function evaluateNode(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return literal(expression.value, locate(expression.range));
    case 'parentheses':
    case 'wrap':
      return evaluate(expression.inner, scope);
    case 'variable':
    case 'attribute':
    case 'index':
      return evaluateTraversal(expression, scope);
    case 'splat':
      return evaluateSplat(expression, scope);
    case 'splat-item':
      return scope.bound(SPLAT_ITEM) ?? refuse('a splat has no source');
    case 'template':
      return evaluateTemplate(expression.parts, expression, scope);
    case 'tuple':
      return tuple(
        expression.items.map((item) => evaluate(item, scope)),
        locate(expression.range),
      );
    case 'object':
      return evaluateObject(expression.items, expression, scope);
    case 'for':
      return evaluateFor(expression, scope);
    case 'conditional':
      return evaluateConditional(expression, scope);
    case 'binary': {
      const left = evaluate(expression.left, scope);
      const right = evaluate(expression.right, scope);
      scope.context.budget.spend((weightOf(left) + weightOf(right)) / 8);
      return computed(binary(expression.operator, left, right), [left, right], expression);
    }
    case 'unary': {
      const operand = evaluate(expression.operand, scope);
      return computed(unary(expression.operator, operand), [operand], expression);
    }
    case 'call':
      return evaluateCall(expression, scope);
  }
}

function literal(value: string | number | boolean | null, at: SourceLocation): Value {
  if (value === null) return nothing(at);
  if (typeof value === 'string') return text(value, at);
  return typeof value === 'number' ? number(value, at) : bool(value, at);
}

/**
 * Places a computed value. When exactly one input was written elsewhere (a variable's value), that is the place that
 * decides; otherwise it is the expression itself.
 */
function computed(value: Value, inputs: readonly Value[], expression: Expression): Value {
  if (value.at) return value;
  const own = locate(expression.range);
  const elsewhere = inputs.flatMap(({ at }) => (at && !within(at, own) ? [at] : []));
  const [only] = elsewhere;
  const one = only && elsewhere.every((at) => at.file === only.file && at.line === only.line);
  return place(value, one ? only : own);
}

function within(at: SourceLocation, outer: SourceLocation): boolean {
  return at.file === outer.file && at.line >= outer.line && at.line <= (outer.endLine ?? outer.line);
}

function evaluateTraversal(expression: Expression, scope: Scope): Value {
  const steps: Step[] = [];
  let root = expression;
  for (; root.kind === 'attribute' || root.kind === 'index'; root = root.object)
    steps.push(
      root.kind === 'attribute'
        ? { kind: 'attribute', name: root.name, range: root.range }
        : { kind: 'index', key: root.key, range: root.range },
    );
  steps.reverse();
  let value: Value;
  let taken = 0;
  const bound = root.kind === 'variable' ? scope.bound(root.name) : undefined;
  if (bound) value = bound;
  else if (root.kind === 'variable')
    ({ value, used: taken } = scope.reference(root.name, steps, locate(expression.range)));
  else value = evaluate(root, scope);
  for (const step of steps.slice(taken)) {
    const key = step.kind === 'attribute' ? step.name : evaluate(step.key, scope);
    value = stepInto(value, key, scope.context);
  }
  return value.at ? value : place(value, locate(expression.range));
}

const SPLAT_ITEM = '[*]';

function evaluateSplat(expression: Extract<Expression, { kind: 'splat' }>, scope: Scope): Value {
  const source = expanded(evaluate(expression.object, scope), scope);
  const { each, range } = expression;
  const one = (item: Value) => {
    if (item.kind === 'unknown' && item.many) return item;
    return evaluate(each, bind(scope, new Map([[SPLAT_ITEM, item]])));
  };
  const at = source.at ?? locate(range);
  if (source.kind === 'unknown') return asUnknown(source);
  if (source.kind === 'symbol') {
    const reason = scope.context.countUnknown(source);
    if (reason !== undefined) return { kind: 'unknown', reason, at };
    if (source.attribute.length === 0) return tuple([one(source)], at);
    return each.kind === 'splat-item' ? source : asUnknown(source);
  }
  if (source.kind === 'null') return tuple([], at);
  if (!isSequence(source)) return tuple([one(source)], at);
  const items = source.items.map(one);
  return source.kind === 'tuple' ? tuple(items, at) : list(items, at);
}

/** Nested blocks of a resource and a module's outputs as what they are, where a whole value is needed. */
function expanded(value: Value, { context }: Scope): Value {
  if (value.kind !== 'symbol' || value.attribute.length === 0) return value;
  return place(context.expand(value), value.at);
}

/** A text of more parts is not parted again. */
const MAX_PARTS = 1000;

function evaluateTemplate(parts: readonly TemplatePart[], expression: Expression, scope: Scope): Value {
  const inputs: Value[] = [];
  const out: (string | Value)[] = [];
  const write = (part: TemplatePart, inner: Scope): void => {
    inner.context.budget.spend(1);
    switch (part.kind) {
      case 'text':
        out.push(part.text);
        return;
      case 'interpolation': {
        const value = evaluate(part.expression, inner);
        inputs.push(value);
        if (value.kind === 'null') refuse('a template cannot include a null value');
        const string = isOpen(value) ? value : convert(value, STRING);
        if (string.kind === 'string') inner.context.budget.spend(string.value.length / 64);
        out.push(string.kind === 'string' ? string.value : string);
        return;
      }
      case 'if': {
        const condition = truth(evaluate(part.condition, inner));
        if (typeof condition !== 'boolean') out.push(condition);
        else for (const child of condition ? part.whenTrue : part.whenFalse) write(child, inner);
        return;
      }
      case 'each': {
        const collection = iterable(evaluate(part.collection, inner), inner);
        if (!Array.isArray(collection)) {
          out.push(collection);
          return;
        }
        for (const [key, item] of collection) {
          if (item.kind === 'unknown' && item.many) out.push(item);
          const names = new Map([[part.valueName, item]]);
          if (part.keyName !== undefined) names.set(part.keyName, key);
          for (const child of part.body) write(child, bind(inner, names));
        }
      }
    }
  };
  for (const part of parts) write(part, scope);
  const open = out.find((part) => typeof part !== 'string' && isOpen(part));
  if (typeof open !== 'object' || !isOpen(open)) return computed(text(out.join('')), inputs, expression);
  const whole = asUnknown(open, locate(expression.range));
  return out.length > MAX_PARTS
    ? whole
    : { ...whole, parts: out.map((part) => (typeof part === 'string' ? text(part) : part)) };
}

function evaluateObject(items: readonly ObjectItem[], expression: Expression, scope: Scope): Value {
  const entries = new Map<string, Value>();
  let open: Unknown | undefined;
  for (const item of items) {
    const key = evaluate(item.key, scope);
    const value = evaluate(item.value, scope);
    if (isOpen(key)) open ??= asUnknown(key, locate(expression.range));
    else entries.set(keyText(key), value);
  }
  return open ?? object(entries, locate(expression.range));
}

function keyText(key: Value): string {
  if (key.kind === 'null') refuse('a null value cannot be a key');
  const name = convert(key, STRING);
  return name.kind === 'string' ? name.value : refuse('a key must be a string');
}

/** The key and value pairs a for expression or a dynamic block goes through; unknown when they are not known. */
export function iterable(collection: Value, scope: Scope): [key: Value, value: Value][] | Unknown {
  if (collection.kind === 'symbol') {
    const whole = scope.context.expand(collection);
    return isOpen(whole) ? asUnknown(whole) : iterable(whole, scope);
  }
  if (collection.kind === 'unknown') return asUnknown(collection);
  scope.context.budget.spend(1);
  if (isSequence(collection)) {
    const keyed = collection.kind === 'set';
    return collection.items.map((item, index) => [keyed ? item : number(index, item.at), item]);
  }
  if (isMapping(collection)) return Array.from(collection.entries, ([key, value]) => [text(key, value.at), value]);
  return refuse(
    `a for expression goes through a list, set or map, not ${collection.kind === 'null' ? 'null' : `a ${collection.kind}`}`,
  );
}

function evaluateFor(expression: ForExpression, scope: Scope): Value {
  const at = locate(expression.range);
  const source = evaluate(expression.collection, scope);
  const pairs = iterable(source, scope);
  if (!Array.isArray(pairs)) return pairs.at ? pairs : moveTo(pairs, at);
  const items: Value[] = [];
  const entries = new Map<string, Value>();
  const groups = new Map<string, Value[]>();
  let open: Unknown | undefined;
  for (const [key, item] of pairs) {
    const many = item.kind === 'unknown' && item.many;
    const names = new Map([[expression.valueName, many ? asUnknown(item) : item]]);
    if (expression.keyName !== undefined) names.set(expression.keyName, key);
    const inner = bind(scope, names);
    const kept = expression.condition ? truth(evaluate(expression.condition, inner)) : true;
    if (kept === false) continue;
    const missing = kept === true ? (many ? asUnknown(item) : undefined) : kept;
    if (!expression.key) {
      items.push(missing ? { ...missing, many: true } : evaluate(expression.value, inner));
      continue;
    }
    const name = evaluate(expression.key, inner);
    const value = evaluate(expression.value, inner);
    if (missing) open ??= missing;
    else if (isOpen(name)) open ??= asUnknown(name, at);
    else {
      const written = keyText(name);
      if (expression.group) groups.set(written, [...(groups.get(written) ?? []), value]);
      else if (entries.has(written))
        refuse(`two elements of the for expression have the key ${JSON.stringify(written)}`);
      entries.set(written, value);
    }
  }
  if (!expression.key) return tuple(items, at);
  if (open) return open;
  return object(
    expression.group ? new Map(Array.from(groups, ([key, group]) => [key, tuple(group, at)])) : entries,
    at,
  );
}

/** A condition: true, false, or unknown with its reason. */
function truth(value: Value): boolean | Unknown {
  if (isOpen(value)) return asUnknown(value);
  if (value.kind === 'null') refuse('a condition cannot be null');
  const condition = convert(value, BOOL);
  return condition.kind === 'bool' ? condition.value : refuse('a condition must be true or false');
}

/** Only the chosen branch may fail, but both decide the type of the result. */
function evaluateConditional(expression: Extract<Expression, { kind: 'conditional' }>, scope: Scope): Value {
  const condition = truth(evaluate(expression.condition, scope));
  if (typeof condition !== 'boolean') return condition.at ? condition : moveTo(condition, locate(expression.range));
  const chosen = evaluate(condition ? expression.whenTrue : expression.whenFalse, scope);
  if (isOpen(chosen)) return chosen;
  scope.context.budget.spend(weightOf(chosen) / 8);
  const type = unify([typeOf(chosen), typeOfUnchosen(condition ? expression.whenFalse : expression.whenTrue, scope)]);
  if (!type) refuse('the true and the false result of a conditional must have one type');
  return convert(chosen, type);
}

function typeOfUnchosen(expression: Expression, scope: Scope) {
  if (expression.kind === 'literal') return typeOf(literal(expression.value, locate(expression.range)));
  try {
    return typeOf(evaluate(expression, scope));
  } catch (problem) {
    if (!(problem instanceof EvaluationProblem)) throw problem;
    return ANY;
  }
}

function evaluateCall(expression: Extract<Expression, { kind: 'call' }>, scope: Scope): Value {
  const { name } = expression;
  if (name === 'try') return evaluateTry(expression.args, scope);
  if (name === 'can') return evaluateCan(expression.args, scope);
  const before = scope.context.sensitiveReads;
  const args = expression.args.map((arg) => expanded(evaluate(arg, scope), scope));
  // Who decrypts a value means it for nobody's eyes.
  if (/^(core::)?(sensitive|rsadecrypt)$/.test(name)) scope.context.sensitiveReads++;
  if (/^(core::)?nonsensitive$/.test(name)) scope.context.sensitiveReads = before;
  if (expression.expand) {
    const last = args.pop()!;
    if (isOpen(last)) return asUnknown(last, locate(expression.range));
    if (!isSequence(last)) refuse('only a list can be expanded into arguments with ...');
    args.push(...last.items);
  }
  return computed(
    callFunction(name, args, {
      context: scope.context,
      render: (template, names) => evaluate(template, templateScope(names, scope.context)),
    }),
    args,
    expression,
  );
}

/** Renders a template that sees nothing but the names it is given. */
function templateScope(names: ReadonlyMap<string, Value>, context: Context): Scope {
  return {
    context,
    bound: (name) => names.get(name),
    reference: (root) => refuse(`the template has no variable ${root}`),
  };
}

function evaluateTry(args: readonly Expression[], scope: Scope): Value {
  if (args.length === 0) refuse('try needs at least one argument');
  let last: EvaluationProblem | undefined;
  for (const arg of args)
    try {
      return evaluate(arg, scope);
    } catch (problem) {
      if (!(problem instanceof EvaluationProblem)) throw problem;
      last = problem;
    }
  return refuse(`no argument of try can be evaluated: ${last?.message}`);
}

function evaluateCan(args: readonly Expression[], scope: Scope): Value {
  const [arg] = args;
  if (!arg || args.length > 1) refuse('can needs exactly one argument');
  try {
    const value = evaluate(arg, scope);
    return value.kind === 'unknown' ? asUnknown(value) : bool(true, value.at);
  } catch (problem) {
    if (!(problem instanceof EvaluationProblem)) throw problem;
    return bool(false, locate(arg.range));
  }
}

/** Evaluates to a whole number, or says what is in the way. */
export function evaluateCount(expression: Expression, scope: Scope): number | Unknown {
  const value = evaluate(expression, scope);
  if (isOpen(value)) return asUnknown(value);
  if (value.kind === 'null') refuse('count cannot be null');
  const count = convert(value, NUMBER);
  if (count.kind !== 'number' || !Number.isInteger(count.value) || count.value < 0)
    refuse('count must be a whole number of 0 or more');
  return count.value;
}
