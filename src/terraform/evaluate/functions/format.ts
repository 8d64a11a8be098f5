import type { Value } from '../../resource.ts';
import { convert } from '../convert.ts';
import { formatNumber } from '../number.ts';
import { refuse } from '../problem.ts';
import { BOOL, NUMBER, STRING } from '../type.ts';
import { asUnknown, findOpen, isOpen, isSequence, list, text } from '../value.ts';
import { type FunctionTable, numberOf, string, textOf, whole } from './define.ts';
import { toJson } from './json.ts';

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly verb: string;
}

const MAX_WIDTH = 10_000;

/** printf as Terraform documents it: https://developer.hashicorp.com/terraform/language/functions/format */
function format(template: string, args: readonly Value[]): string {
  let next = 0;
  let used = 0;
  const out = template.replace(
    /%([-+# 0]*)(\d+)?(?:\.(\d*))?(?:\[(\d+)\])?([a-zA-Z%]?)/g,
    (whole, flags: string, width = '0', precision: string | undefined, index: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (verb === '') refuse(`${JSON.stringify(whole)} is no format verb`);
      const at = index === undefined ? next : Number(index) - 1;
      const arg = args[at] ?? refuse(`there is no argument ${at + 1} for ${whole}`);
      next = at + 1;
      used = Math.max(used, next);
      if (Number(width) > MAX_WIDTH || Number(precision ?? 0) > MAX_WIDTH) refuse('the width is too large');
      const directive = {
        flags,
        width: Number(width),
        precision: precision === undefined ? undefined : Number(precision),
        verb,
      };
      return pad(formatOne(directive, arg), directive);
    },
  );
  if (used < args.length && !/%[-+# 0]*\d*(?:\.\d*)?\[/.test(template))
    refuse(`${args.length} arguments, but the format uses ${used}`);
  return out;
}

function formatOne({ flags, precision, verb }: Directive, arg: Value): string {
  const cut = (value: string) => (precision === undefined ? value : [...value].slice(0, precision).join(''));
  switch (verb) {
    case 'v':
      if (flags.includes('#') || !(arg.kind === 'string' || arg.kind === 'number')) return toJson(arg);
      return arg.kind === 'number' ? shortest(arg.value) : arg.value;
    case 's':
      return cut(textOf(present(convert(arg, STRING))));
    case 'q':
      return JSON.stringify(cut(textOf(present(convert(arg, STRING)))));
    case 't': {
      const value = present(convert(arg, BOOL));
      return String(value.kind === 'bool' && value.value);
    }
    case 'b':
    case 'd':
    case 'o':
    case 'x':
    case 'X':
      return signed(flags, wholeText(verb, numberOf(present(convert(arg, NUMBER)))));
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return signed(flags, decimalText(verb, numberOf(present(convert(arg, NUMBER))), precision));
    default:
      return refuse(`%${verb} is no format verb`);
  }
}

function present(value: Value): Value {
  return value.kind === 'null' ? refuse('a null value cannot be formatted so') : value;
}

function wholeText(verb: string, value: number): string {
  if (!Number.isInteger(value)) refuse('a whole number is required');
  if (verb === 'd') return formatNumber(value);
  const digits = value.toString(verb === 'b' ? 2 : verb === 'o' ? 8 : 16);
  return verb === 'X' ? digits.toUpperCase() : digits;
}

function decimalText(verb: string, value: number, precision: number | undefined): string {
  const lower = verb.toLowerCase();
  if (lower === 'f') return fixed(value, Math.min(precision ?? 6, 100));
  const digits = lower === 'e' ? value.toExponential(Math.min(precision ?? 6, 100)) : general(value, precision);
  const padded = digits.replace(/e([+-])(\d)$/, 'e$10$2');
  return verb === lower ? padded : padded.toUpperCase();
}

function general(value: number, precision: number | undefined): string {
  if (precision === undefined) return shortest(value);
  return String(Number(value.toPrecision(Math.max(precision, 1))));
}

/** Go's %g of a big.Float: an exponent below -4 and from 6 on, unless all digits fit. */
function shortest(value: number): string {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 6) return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return formatNumber(value);
}

/** Go rounds a tie to the even digit. */
function fixed(value: number, places: number): string {
  const scaled = value * 10 ** places;
  if (Math.abs(scaled % 1) !== 0.5 || !Number.isInteger(value * 2 ** 30)) return value.toFixed(places);
  const floor = Math.floor(scaled);
  return ((floor % 2 === 0 ? floor : floor + 1) / 10 ** places).toFixed(places);
}

function signed(flags: string, digits: string): string {
  if (digits.startsWith('-')) return digits;
  return flags.includes('+') ? `+${digits}` : flags.includes(' ') ? ` ${digits}` : digits;
}

function pad(value: string, { flags, width, verb }: Directive): string {
  const missing = width - [...value].length;
  if (missing <= 0) return value;
  if (flags.includes('-')) return value + ' '.repeat(missing);
  if (!flags.includes('0')) return ' '.repeat(missing) + value;
  const sign = /^[+\- ]/.test(value) && !'svqt'.includes(verb) ? value[0]! : '';
  return sign + '0'.repeat(missing) + value.slice(sign.length);
}

/** Sequences go side by side; other arguments repeat. */
function formatList(template: string, args: readonly Value[]): Value {
  const lengths = args.flatMap((arg) => (isSequence(arg) ? [arg.items.length] : []));
  if (new Set(lengths).size > 1) refuse(`the lists have different lengths: ${lengths.join(', ')}`);
  const rows: Value[] = [];
  for (let index = 0; index < (lengths[0] ?? 1); index++) {
    const row = args.map((arg) => (isSequence(arg) ? arg.items[index]! : arg));
    const open = row.map(findOpen).find((item) => item !== undefined);
    const many = row.some((item) => item.kind === 'unknown' && item.many);
    if (many && open) return asUnknown(open);
    rows.push(open ? asUnknown(open) : text(format(template, row), only(row)));
  }
  return list(rows);
}

/** With one argument, each result was written where its element was. */
function only(row: readonly Value[]) {
  return row.length === 1 ? row[0]!.at : undefined;
}

export const formatFunctions: FunctionTable = {
  format: {
    params: [string],
    rest: { type: whole.type, nullable: true },
    run: ([template, ...args]) => text(format(textOf(template), args)),
  },
  formatlist: {
    params: [string],
    rest: whole,
    run: ([template, ...args]) => {
      const open = args.find(isOpen);
      return open ? asUnknown(open) : formatList(textOf(template), args);
    },
  },
};
