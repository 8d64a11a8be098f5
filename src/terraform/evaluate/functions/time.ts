import type { Value } from '../../resource.ts';
import { refuse } from '../problem.ts';
import { number, text } from '../value.ts';
import { type FunctionTable, string, textOf } from './define.ts';

/** A point in time as it was written: with the hour that some place's clocks show. */
interface Instant {
  /** Nanoseconds since 1970, UTC. */
  readonly nanoseconds: bigint;
  /** Minutes that the place is ahead of UTC. */
  readonly offset: number;
}

const SECOND = 1_000_000_000n;
const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

function instantOf(written: string): Instant {
  const invalid = () =>
    refuse(`${JSON.stringify(written)} is no time as RFC 3339 writes it, like 2026-01-31T23:59:59Z`);
  const match = RFC_3339.exec(written) ?? invalid();
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, ...number[]];
  const date = new Date(0);
  date.setUTCFullYear(year, month! - 1, day);
  const isDay = date.getUTCMonth() === month! - 1 && date.getUTCDate() === day;
  const [ahead, hours, minutes] = [match[8] === '-' ? -1 : 1, Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (!isDay || hour! > 23 || minute! > 59 || second! > 59 || hours > 23 || minutes > 59) invalid();
  const offset = ahead * (hours * 60 + minutes);
  const seconds = date.getTime() / 1000 + hour! * 3600 + (minute! - offset) * 60 + second!;
  const fraction = BigInt((match[7] ?? '').slice(0, 9).padEnd(9, '0'));
  return { nanoseconds: BigInt(seconds) * SECOND + fraction, offset };
}

/** What the clocks of the place show, as the UTC fields of a date. */
function localDate({ nanoseconds, offset }: Instant): Date {
  const rest = ((nanoseconds % SECOND) + SECOND) % SECOND;
  return new Date(Number((nanoseconds - rest) / SECOND) * 1000 + offset * 60_000);
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** As Go writes a duration, `-1h30m`, in nanoseconds. */
function durationOf(written: string): bigint {
  const invalid = () => refuse(`${JSON.stringify(written)} is no duration like 1h30m`);
  const [, sign, parts = ''] =
    /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(written) ?? invalid();
  let sum = 0n;
  for (const [, whole = '', fraction = '', unit = 'h'] of parts.matchAll(/(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const worth = BigInt(UNITS[unit]!);
    const digits = fraction.slice(0, 18);
    sum +=
      BigInt(whole === '' ? 0 : whole) * worth +
      (BigInt(digits === '' ? 0 : digits) * worth) / 10n ** BigInt(digits.length);
  }
  if (sum >= 2n ** 63n) invalid();
  return sign === '-' ? -sum : sum;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

const padded = (value: number, digits: number): string =>
  (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(digits, '0');

function offsetText(offset: number, colon: string): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${padded(Math.floor(minutes / 60), 2)}${colon}${padded(minutes % 60, 2)}`;
}

/** A letter's meanings, by how often it stands in a row. */
function verb(letters: string, instant: Instant): string | undefined {
  const date = localDate(instant);
  const count = letters.length;
  const oneOrTwo = (value: number) => (count <= 2 ? padded(value, count) : undefined);
  const name = (full: string) => (count === 3 ? full.slice(0, 3) : count === 4 ? full : undefined);
  const hour = date.getUTCHours();
  switch (letters[0]) {
    case 'Y':
      return count === 4
        ? padded(date.getUTCFullYear(), 4)
        : count === 2
          ? padded(date.getUTCFullYear() % 100, 2)
          : undefined;
    case 'M':
      return oneOrTwo(date.getUTCMonth() + 1) ?? name(MONTHS[date.getUTCMonth()]!);
    case 'D':
      return oneOrTwo(date.getUTCDate());
    case 'E':
      return name(DAYS[date.getUTCDay()]!);
    case 'h':
      return oneOrTwo(hour);
    case 'H':
      return oneOrTwo(hour % 12 || 12);
    case 'A':
      return count === 2 ? (hour < 12 ? 'AM' : 'PM') : undefined;
    case 'a':
      return count === 2 ? (hour < 12 ? 'am' : 'pm') : undefined;
    case 'm':
      return oneOrTwo(date.getUTCMinutes());
    case 's':
      return oneOrTwo(date.getUTCSeconds());
    case 'Z': {
      if (count === 1) return instant.offset === 0 ? 'Z' : offsetText(instant.offset, ':');
      if (count === 3) return instant.offset === 0 ? 'UTC' : offsetText(instant.offset, '');
      return count === 4 ? offsetText(instant.offset, '') : count === 5 ? offsetText(instant.offset, ':') : undefined;
    }
    default:
      return undefined;
  }
}

/** Letters that repeat stand for a part of the time; `'` quotes others, and two of them are one. */
const TOKEN = /''|'(?:[^']|'')*'?|([A-Za-z])\1*|[^A-Za-z']+/g;

function formatDate(format: string, instant: Instant): string {
  return format.replace(TOKEN, (token, letter: string | undefined) => {
    if (token === "''") return "'";
    if (token.startsWith("'")) {
      if (token.length === 1 || !token.endsWith("'")) refuse("a quote ' is not closed");
      return token.slice(1, -1).replaceAll("''", "'");
    }
    if (letter === undefined) return token;
    return verb(token, instant) ?? refuse(`${JSON.stringify(token)} stands for no part of a time`);
  });
}

function rfc3339(instant: Instant): string {
  return formatDate("YYYY-MM-DD'T'hh:mm:ssZ", instant);
}

export const timeFunctions: FunctionTable = {
  formatdate: {
    params: [string, string],
    run: ([format, time]): Value => text(formatDate(textOf(format), instantOf(textOf(time)))),
  },
  timeadd: {
    params: [string, string],
    run: ([time, duration]): Value => {
      const { nanoseconds, offset } = instantOf(textOf(time));
      return text(rfc3339({ nanoseconds: nanoseconds + durationOf(textOf(duration)), offset }));
    },
  },
  timecmp: {
    params: [string, string],
    run: (times): Value => {
      const [a, b] = times.map((time) => instantOf(textOf(time)).nanoseconds) as [bigint, bigint];
      return number(a < b ? -1 : a > b ? 1 : 0);
    },
  },
};
