import type { Value } from '../../resource.ts';
import { convert } from '../convert.ts';
import { exact } from '../number.ts';
import { refuse } from '../problem.ts';
import { NUMBER } from '../type.ts';
import { list, number } from '../value.ts';
import { any, type FunctionTable, itemsOf, numberOf, numeric, textOf, wholeNumberOf } from './define.ts';

/** Terraform's own limit. */
const MAX_RANGE = 1024;

function range(args: readonly Value[]): Value {
  const [a, b, c] = args.map(numberOf);
  const from = b === undefined ? 0 : a!;
  const to = b ?? a!;
  const step = c ?? (to < from ? -1 : 1);
  if (step === 0) refuse('the step cannot be 0');
  if (to > from && step < 0) refuse('the end is before the start: the step must be positive');
  if (to < from && step > 0) refuse('the end is before the start: the step must be negative');
  const items: Value[] = [];
  for (let at = from; step > 0 ? at < to : at > to; at = exact(at + step)) {
    if (items.length >= MAX_RANGE) refuse(`more than ${MAX_RANGE} values would be generated`);
    items.push(number(at));
  }
  return list(items);
}

function sum(value: Value): Value {
  const items = itemsOf(value);
  if (items.length === 0) refuse('there is nothing to add up');
  return number(items.map((item) => numberOf(convert(item, NUMBER))).reduce((a, b) => exact(a + b)));
}

function parseInteger(text: string, base: number): Value {
  if (base < 2 || base > 62) refuse('the base must be from 2 to 62');
  const digits = /^[+-]?([0-9a-zA-Z]+)$/.exec(text)?.[1] ?? refuse(`${JSON.stringify(text)} is no whole number`);
  let value = 0;
  for (const digit of digits) {
    const worth = digitWorth(digit, base);
    if (worth >= base) refuse(`${JSON.stringify(text)} is no whole number of base ${base}`);
    value = value * base + worth;
  }
  return number(text.startsWith('-') ? -value : value);
}

/** Above base 36, capital letters count on from the small ones. */
function digitWorth(digit: string, base: number): number {
  if (digit <= '9') return Number(digit);
  const small = digit.toLowerCase();
  const worth = small.charCodeAt(0) - 97 + 10;
  return base > 36 && digit !== small ? worth + 26 : worth;
}

export const numberFunctions: FunctionTable = {
  abs: { params: [numeric], run: ([value]) => number(Math.abs(numberOf(value))) },
  ceil: { params: [numeric], run: ([value]) => number(Math.ceil(numberOf(value)) + 0) },
  floor: { params: [numeric], run: ([value]) => number(Math.floor(numberOf(value))) },
  log: {
    params: [numeric, numeric],
    run: ([value, base]) => number(exact(Math.log(numberOf(value)) / Math.log(numberOf(base)))),
  },
  max: { params: [numeric], rest: numeric, run: (args) => number(Math.max(...args.map(numberOf))) },
  min: { params: [numeric], rest: numeric, run: (args) => number(Math.min(...args.map(numberOf))) },
  parseint: {
    params: [any, numeric],
    run: ([value, base]) => parseInteger(textOf(value), wholeNumberOf(base)),
  },
  pow: { params: [numeric, numeric], run: ([value, power]) => number(exact(numberOf(value) ** numberOf(power))) },
  range: { params: [numeric, numeric, numeric], optional: 2, run: range },
  signum: { params: [numeric], run: ([value]) => number(Math.sign(numberOf(value))) },
  sum: { params: [any], run: ([items]) => sum(items!) },
};
