import { refuse } from '../problem.ts';

/** A regular expression as a tree. `test` takes a code point. */
export type Pattern =
  | { readonly kind: 'char'; readonly test: (code: number) => boolean }
  | { readonly kind: 'assert'; readonly at: Assertion }
  | { readonly kind: 'group'; readonly index: number; readonly inner: Pattern }
  | { readonly kind: 'sequence' | 'either'; readonly parts: readonly Pattern[] }
  | {
      readonly kind: 'repeat';
      readonly inner: Pattern;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
    };

export type Assertion = 'textStart' | 'textEnd' | 'lineStart' | 'lineEnd' | 'wordEdge' | 'noWordEdge';

export interface ParsedPattern {
  readonly pattern: Pattern;
  /** Names of the capturing groups in order; undefined for one without a name. */
  readonly groups: readonly (string | undefined)[];
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
}

/** RE2's own limits on counts; the depth keeps hostile patterns off the stack. */
const MAX_REPEAT = 1000;
const MAX_DEPTH = 100;
const MAX_LENGTH = 10_000;

type Test = (code: number) => boolean;

const between = (first: string, last: string): Test => {
  const [a, b] = [first.codePointAt(0)!, last.codePointAt(0)!];
  return (code) => code >= a && code <= b;
};
const either =
  (...tests: readonly Test[]): Test =>
  (code) =>
    tests.some((test) => test(code));
const not =
  (test: Test): Test =>
  (code) =>
    !test(code);
const oneOf = (chars: string): Test => {
  const codes = new Set(Array.from(chars, (char) => char.codePointAt(0)!));
  return (code) => codes.has(code);
};

const DIGIT = between('0', '9');
const LOWER = between('a', 'z');
const UPPER = between('A', 'Z');
const ALPHA = either(LOWER, UPPER);
const SPACE = oneOf('\t\n\f\r ');
const WORD = either(DIGIT, ALPHA, oneOf('_'));
export const isWord: Test = WORD;

const PERL: Readonly<Record<string, Test>> = {
  d: DIGIT,
  D: not(DIGIT),
  s: SPACE,
  S: not(SPACE),
  w: WORD,
  W: not(WORD),
};
const POSIX: Readonly<Record<string, Test>> = {
  alnum: either(DIGIT, ALPHA),
  alpha: ALPHA,
  ascii: (code) => code < 128,
  blank: oneOf('\t '),
  cntrl: (code) => code < 32 || code === 127,
  digit: DIGIT,
  graph: between('!', '~'),
  lower: LOWER,
  print: between(' ', '~'),
  punct: either(between('!', '/'), between(':', '@'), between('[', '`'), between('{', '~')),
  space: either(SPACE, oneOf('\v')),
  upper: UPPER,
  word: WORD,
  xdigit: either(DIGIT, between('a', 'f'), between('A', 'F')),
};
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', a: '\x07' };

/** Parses RE2 syntax (https://github.com/google/re2/wiki/Syntax), which has no backreferences or lookaround. */
export function parsePattern(source: string): ParsedPattern {
  if (source.length > MAX_LENGTH) refuse(`a regular expression of more than ${MAX_LENGTH} characters is not read`);
  const groups: (string | undefined)[] = [];
  const chars = [...source];
  let at = 0;
  let depth = 0;

  const fail = (why: string): never => refuse(`the regular expression ${JSON.stringify(source)} is wrong: ${why}`);
  const looking = (token: string) => [...token].every((char, index) => chars[at + index] === char);
  const take = (token: string) => {
    if (!looking(token)) return false;
    at += [...token].length;
    return true;
  };

  const alternatives = (outer: Flags): Pattern => {
    if (++depth > MAX_DEPTH) fail('nested too deeply');
    let flags = outer;
    const parts: Pattern[] = [];
    let sequence: Pattern[] = [];
    while (at < chars.length && chars[at] !== ')') {
      if (take('|')) {
        parts.push({ kind: 'sequence', parts: sequence });
        sequence = [];
        continue;
      }
      const set = flagGroup(flags);
      if (set) flags = set;
      else sequence.push(repeated(atom(flags), flags));
    }
    depth--;
    parts.push({ kind: 'sequence', parts: sequence });
    return parts.length === 1 ? parts[0]! : { kind: 'either', parts };
  };

  /** `(?i)` changes the flags of what follows in its group. */
  const flagGroup = (flags: Flags): Flags | undefined => {
    const match = /^\(\?([imsU]*)(?:-([imsU]+))?\)/.exec(chars.slice(at, at + 16).join(''));
    if (!match) return undefined;
    at += match[0].length;
    return withFlags(flags, match[1]!, match[2]);
  };

  const repeated = (inner: Pattern, flags: Flags): Pattern => {
    let pattern = inner;
    let wraps = 0;
    for (;;) {
      const count = quantifier();
      if (!count) return pattern;
      if (++wraps > 1) fail('a repetition cannot be repeated');
      const greedy = take('?') === flags.U;
      pattern = { kind: 'repeat', inner: pattern, ...count, greedy };
    }
  };

  const quantifier = (): { min: number; max: number } | undefined => {
    if (take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (take('?')) return { min: 0, max: 1 };
    const match = /^\{(\d+)(,(\d*))?\}/.exec(chars.slice(at, at + 20).join(''));
    if (!match) return undefined;
    at += match[0].length;
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (min > MAX_REPEAT || (max !== Number.POSITIVE_INFINITY && max > MAX_REPEAT) || min > max)
      fail('a repetition count is out of range');
    return { min, max };
  };

  const atom = (flags: Flags): Pattern => {
    const char = chars[at]!;
    switch (char) {
      case '(':
        return group(flags);
      case '[':
        return { kind: 'char', test: folded(charClass(), flags) };
      case '.':
        at++;
        return { kind: 'char', test: flags.s ? () => true : (code) => code !== 10 };
      case '^':
        at++;
        return { kind: 'assert', at: flags.m ? 'lineStart' : 'textStart' };
      case '$':
        at++;
        return { kind: 'assert', at: flags.m ? 'lineEnd' : 'textEnd' };
      case '*':
      case '+':
      case '?':
        return fail(`nothing to repeat before ${char}`);
      case '\\':
        return escaped(flags);
      default:
        at++;
        return literal(char, flags);
    }
  };

  const literal = (char: string, flags: Flags): Pattern => {
    const wanted = char.codePointAt(0)!;
    return { kind: 'char', test: folded((code) => code === wanted, flags) };
  };

  const group = (flags: Flags): Pattern => {
    const start = at++;
    let inner = flags;
    let index: number | undefined;
    if (take('?')) {
      const rest = chars.slice(at, at + 200).join('');
      const named = /^P?<([A-Za-z0-9_]+)>/.exec(rest);
      const flagged = /^([imsU]*)(?:-([imsU]+))?:/.exec(rest);
      if (named) index = groups.push(named[1]) - 1;
      else if (flagged) inner = withFlags(flags, flagged[1]!, flagged[2]);
      else fail('groups are (…), (?:…), (?P<name>…) or (?flags:…); there is no lookaround');
      at += (named ?? flagged)![0].length;
    } else index = groups.push(undefined) - 1;
    const pattern = alternatives(inner);
    if (!take(')')) fail(`the group at ${start + 1} is never closed`);
    return index === undefined ? pattern : { kind: 'group', index, inner: pattern };
  };

  const escaped = (flags: Flags): Pattern => {
    const char = chars[at + 1];
    const assertion = ({ A: 'textStart', z: 'textEnd', b: 'wordEdge', B: 'noWordEdge' } as const)[char as 'A'];
    if (assertion) {
      at += 2;
      return { kind: 'assert', at: assertion };
    }
    if (char === 'Q') {
      at += 2;
      const parts: Pattern[] = [];
      while (at < chars.length && !looking('\\E')) parts.push(literal(chars[at++]!, flags));
      take('\\E');
      return { kind: 'sequence', parts };
    }
    const set = classEscape();
    if (set) return { kind: 'char', test: folded(set, flags) };
    return literal(String.fromCodePoint(characterEscape()), flags);
  };

  /** `\d`, `\pL`, `\p{Greek}` */
  const classEscape = (): Test | undefined => {
    const char = chars[at + 1] ?? '';
    const perl = PERL[char];
    if (perl) {
      at += 2;
      return perl;
    }
    if (char !== 'p' && char !== 'P') return undefined;
    const [whole, negated, long, short] =
      /^\\[pP](?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))/.exec(chars.slice(at, at + 60).join('')) ??
      fail('an unknown \\p class');
    at += whole.length;
    const test = unicodeClass(long ?? short!);
    return (char === 'P') === (negated === '^') ? test : not(test);
  };

  const unicodeClass = (name: string): Test => {
    for (const property of [name, `Script=${name}`])
      try {
        const matcher = new RegExp(`^\\p{${property}}$`, 'u');
        return (code) => matcher.test(String.fromCodePoint(code));
      } catch {}
    return fail(`there is no Unicode class ${name}`);
  };

  const characterEscape = (): number => {
    at++;
    const char = chars[at++] ?? fail('it ends in a backslash');
    if (char === 'x') {
      const [whole, long, short] =
        /^(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{2}))/.exec(chars.slice(at, at + 8).join('')) ??
        fail('\\x needs two digits, or digits in braces');
      at += whole.length;
      const code = Number.parseInt(long ?? short!, 16);
      return code <= 0x10ffff ? code : fail('\\x names no character');
    }
    if (char >= '0' && char <= '7') {
      let octal = char;
      while (octal.length < 3 && /[0-7]/.test(chars[at] ?? '')) octal += chars[at++];
      if (octal.length === 1 && char !== '0') fail('there are no backreferences');
      return Number.parseInt(octal, 8);
    }
    const known = ESCAPED[char];
    if (known) return known.charCodeAt(0);
    if (/[A-Za-z0-9]/.test(char)) fail(`\\${char} is no escape`);
    return char.codePointAt(0)!;
  };

  const charClass = (): Test => {
    at++;
    const negated = take('^');
    const tests: Test[] = [];
    for (let first = true; first || chars[at] !== ']'; first = false) {
      if (at >= chars.length) fail('a character class is never closed');
      const posix = /^\[:(\^?)(\w+):\]/.exec(chars.slice(at, at + 20).join(''));
      if (posix) {
        const named = POSIX[posix[2]!] ?? fail(`there is no class ${posix[0]}`);
        tests.push(posix[1] ? not(named) : named);
        at += posix[0].length;
        continue;
      }
      const set = chars[at] === '\\' ? classEscape() : undefined;
      if (set) {
        tests.push(set);
        continue;
      }
      const low = classChar();
      if (chars[at] === '-' && chars[at + 1] !== ']' && at + 1 < chars.length) {
        at++;
        const high = classChar();
        if (high < low) fail('a character range is the wrong way round');
        tests.push((code) => code >= low && code <= high);
      } else tests.push((code) => code === low);
    }
    at++;
    const inside = either(...tests);
    return negated ? not(inside) : inside;
  };

  const classChar = (): number => (chars[at] === '\\' ? characterEscape() : chars[at++]!.codePointAt(0)!);

  const pattern = alternatives({ i: false, m: false, s: false, U: false });
  if (at < chars.length) fail('a ) has no (');
  return { pattern, groups };
}

function withFlags(flags: Flags, on: string, off = ''): Flags {
  const has = (flag: keyof Flags) => (flags[flag] || on.includes(flag)) && !off.includes(flag);
  return { i: has('i'), m: has('m'), s: has('s'), U: has('U') };
}

function folded(test: Test, flags: Flags): Test {
  if (!flags.i) return test;
  return (code) => {
    const char = String.fromCodePoint(code);
    return test(code) || test(char.toLowerCase().codePointAt(0)!) || test(char.toUpperCase().codePointAt(0)!);
  };
}
