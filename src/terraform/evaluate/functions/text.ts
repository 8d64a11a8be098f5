import { splitParts } from '../../parts.ts';
import type { Value } from '../../resource.ts';
import { type Budget, refuse } from '../problem.ts';
import { asUnknown, bool, isOpen, list, text } from '../value.ts';
import { type FunctionTable, itemsOf, numeric, string, strings, textOf, wholeNumberOf } from './define.ts';

/** What a person sees as characters: Terraform counts grapheme clusters. */
export function characters(value: string, budget: Budget): string[] {
  if (!/[^\0-\x7f]|\r\n/.test(value)) return value.split('');
  budget.spend(value.length * 2);
  return Array.from(new Intl.Segmenter().segment(value), ({ segment }) => segment);
}

function substr(value: string, offset: number, length: number, budget: Budget): string {
  const chars = characters(value, budget);
  const from = offset < 0 ? Math.max(chars.length + offset, 0) : offset;
  return chars.slice(from, length < 0 ? undefined : from + length).join('');
}

/** Go's strings.Title: a letter behind a space or an ASCII character that is no letter, digit or underscore. */
function title(value: string): string {
  return value.replace(/(?<=^|[\0-/:-@[-^`{-\x7f]|\s)\p{L}/gu, (letter) => letter.toUpperCase());
}

/** Upper case letter by letter: ß stays, as in Go. */
function mapLetters(value: string, change: (letter: string) => string): string {
  return value.replace(/\P{ASCII}|[a-zA-Z]+/gu, (letters) => {
    const changed = change(letters);
    return [...changed].length === [...letters].length ? changed : letters;
  });
}

function trimBy(value: string, cutset: string): string {
  const cut = new Set(cutset);
  const chars = [...value];
  let from = 0;
  let to = chars.length;
  while (from < to && cut.has(chars[from]!)) from++;
  while (to > from && cut.has(chars[to - 1]!)) to--;
  return chars.slice(from, to).join('');
}

function join(separator: string, items: readonly Value[]): Value {
  const open = items.find(isOpen);
  if (!open) return text(items.map(textOf).join(separator));
  const parts = items.flatMap((item, at) => (at === 0 || separator === '' ? [item] : [text(separator), item]));
  return { ...asUnknown(open), parts };
}

function splitAgain(separator: string, value: Value): Value {
  if (value.kind === 'unknown' && value.parts) return list(splitParts(value.parts, separator));
  return isOpen(value) ? asUnknown(value) : split(separator, textOf(value));
}

function chomp(value: string): string {
  let end = value.length;
  while (value[end - 1] === '\n' || value[end - 1] === '\r') end--;
  return value.slice(0, end);
}

function split(separator: string, value: string): Value {
  return list((separator === '' ? [...value] : value.split(separator)).map((part) => text(part)));
}

function indent(spaces: number, value: string): string {
  if (spaces < 0 || spaces > 10_000) refuse('the indentation must be from 0 to 10000');
  return value.replaceAll('\n', `\n${' '.repeat(spaces)}`);
}

const plain = (change: (value: string) => string) => ({
  params: [string],
  run: ([value]: readonly Value[]) => text(change(textOf(value))),
});
const test = (holds: (value: string, part: string) => boolean) => ({
  params: [string, string],
  run: ([value, part]: readonly Value[]) => bool(holds(textOf(value), textOf(part))),
});
const change = (by: (value: string, part: string) => string) => ({
  params: [string, string],
  run: ([value, part]: readonly Value[]) => text(by(textOf(value), textOf(part))),
});

export const textFunctions: FunctionTable = {
  chomp: plain(chomp),
  endswith: test((value, part) => value.endsWith(part)),
  indent: { params: [numeric, string], run: ([spaces, value]) => text(indent(wholeNumberOf(spaces), textOf(value))) },
  join: {
    params: [string, { ...strings, open: 'parts' }],
    rest: { ...strings, open: 'parts' },
    run: ([separator, ...lists]) => join(textOf(separator), lists.flatMap(itemsOf)),
  },
  lower: plain((value) => mapLetters(value, (letters) => letters.toLowerCase())),
  split: {
    params: [string, { ...string, open: 'all' }],
    run: ([separator, value]) => splitAgain(textOf(separator), value!),
  },
  startswith: test((value, part) => value.startsWith(part)),
  strcontains: test((value, part) => value.includes(part)),
  strrev: {
    params: [string],
    run: ([value], { context }) => text(characters(textOf(value), context.budget).reverse().join('')),
  },
  substr: {
    params: [string, numeric, numeric],
    run: ([value, offset, length], { context }) =>
      text(substr(textOf(value), wholeNumberOf(offset), wholeNumberOf(length), context.budget)),
  },
  title: plain(title),
  trim: change(trimBy),
  trimprefix: change((value, prefix) => (value.startsWith(prefix) ? value.slice(prefix.length) : value)),
  trimspace: plain((value) => value.trim()),
  trimsuffix: change((value, suffix) =>
    suffix !== '' && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value,
  ),
  upper: plain((value) => mapLetters(value, (letters) => letters.toUpperCase())),
};
