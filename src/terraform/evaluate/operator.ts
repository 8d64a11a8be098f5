import type { BinaryOperator } from '../hcl/index.ts';
import type { Value } from '../resource.ts';
import { convert } from './convert.ts';
import { exact } from './number.ts';
import { refuse } from './problem.ts';
import { BOOL, NUMBER, sameType, typeOf } from './type.ts';
import { asUnknown, bool, findOpen, isMapping, isOpen, isSequence, keyOf, number, type Symbolic } from './value.ts';

export function unary(operator: '-' | '!', operand: Value): Value {
  if (isOpen(operand)) return asUnknown(operand);
  if (operator === '!') return bool(!boolOf(operand));
  return number(-numberOf(operand));
}

/** Applies an operator to two values. @throws EvaluationProblem for operands of the wrong type */
export function binary(operator: BinaryOperator, left: Value, right: Value): Value {
  if (operator === '==') return equal(left, right);
  if (operator === '!=') {
    const same = equal(left, right);
    return same.kind === 'bool' ? bool(!same.value) : same;
  }
  if (operator === '&&' || operator === '||') return logical(operator, left, right);
  const open = isOpen(left) ? left : right;
  if (isOpen(open)) return asUnknown(open);
  return arithmetic(operator, numberOf(left), numberOf(right));
}

function arithmetic(operator: BinaryOperator, a: number, b: number): Value {
  switch (operator) {
    case '<':
      return bool(a < b);
    case '>':
      return bool(a > b);
    case '<=':
      return bool(a <= b);
    case '>=':
      return bool(a >= b);
    case '+':
      return number(exact(a + b));
    case '-':
      return number(exact(a - b));
    case '*':
      return number(exact(a * b));
    default:
      if (b === 0) refuse('division by zero');
      return number(exact(operator === '/' ? a / b : a % b));
  }
}

/** One false decides `&&` and one true decides `||`, whatever the other side turns out to be. */
function logical(operator: '&&' | '||', left: Value, right: Value): Value {
  const decisive = operator === '||';
  const open = isOpen(left) ? left : isOpen(right) ? right : undefined;
  for (const side of [left, right]) if (!isOpen(side) && boolOf(side) === decisive) return bool(decisive);
  return open ? asUnknown(open) : bool(!decisive);
}

function numberOf(value: Value): number {
  const converted = value.kind === 'null' ? refuse('an operand is null') : convert(value, NUMBER);
  return converted.kind === 'number' ? converted.value : refuse('a number is required');
}

function boolOf(value: Value): boolean {
  const converted = value.kind === 'null' ? refuse('an operand is null') : convert(value, BOOL);
  return converted.kind === 'bool' ? converted.value : refuse('a bool is required');
}

/** Terraform's `==`: of one type and alike; unknown when parts that are not known would decide. */
export function equal(left: Value, right: Value): Value {
  const open = findOpen(left) ?? findOpen(right);
  if (!open) return bool(sameType(typeOf(left), typeOf(right)) && sameKey(left, right));
  if (left.kind === 'symbol' && right.kind === 'symbol' && keyOf(left) === keyOf(right)) return bool(true);
  if (left.kind === 'symbol' && neverIs(left, right)) return bool(false);
  if (right.kind === 'symbol' && neverIs(right, left)) return bool(false);
  if (left.kind === 'symbol' && right.kind === 'symbol' && areTwo(left, right)) return bool(false);
  if (!isOpen(left) && !isOpen(right) && surelyDifferent(left, right)) return bool(false);
  return asUnknown(open);
}

function sameKey(left: Value, right: Value): boolean {
  if (isSequence(left) !== isSequence(right) || isMapping(left) !== isMapping(right)) return false;
  return keyOf(left) === keyOf(right);
}

/** How ids of these types begin. */
const PREFIXES: Readonly<Record<string, string>> = {
  aws_security_group: 'sg-',
  aws_default_security_group: 'sg-',
  aws_vpc: 'vpc-',
  aws_subnet: 'subnet-',
};

/** A resource that exists is not null, nor is its id or ARN, nor are they any other text than AWS makes: `"self"`. */
function neverIs({ address, attribute }: Symbolic, value: Value): boolean {
  const last = attribute.at(-1);
  if (value.kind === 'null') return last === undefined || last === 'id' || last === 'arn';
  if (value.kind !== 'string' || last === undefined) return false;
  if (last === 'arn') return !value.value.startsWith('arn:');
  if (last !== 'id') return false;
  const [, type = ''] = /(?:^|\.)(aws_\w+)\.[^.[\]]+(?:\[[^\]]*\])?$/.exec(address) ?? [];
  const prefix = Object.hasOwn(PREFIXES, type) ? PREFIXES[type]! : '';
  return value.value === '' || !value.value.startsWith(prefix);
}

/** Two resources that are made have two ids; one whose count is not known stands for instances of its own. */
function areTwo(left: Symbolic, right: Symbolic): boolean {
  const isId = ({ address, attribute }: Symbolic): boolean =>
    attribute.join('.') === 'id' && !/(^|\.)data\./.test(address);
  if (!isId(left) || !isId(right)) return false;
  const [one, other] = [left.address, right.address].sort((a, b) => a.length - b.length);
  return one !== other && !other!.startsWith(`${one}[`);
}

function surelyDifferent(left: Value, right: Value): boolean {
  if (left.kind !== right.kind) return true;
  const open = (value: Value) => isSequence(value) && value.items.some((item) => item.kind === 'unknown' && item.many);
  if (open(left) || open(right)) return false;
  if (isSequence(left) && isSequence(right)) return left.kind !== 'set' && left.items.length !== right.items.length;
  if (isMapping(left) && isMapping(right))
    return [...left.entries.keys()].join('\0') !== [...right.entries.keys()].join('\0');
  return false;
}
