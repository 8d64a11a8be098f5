import { refuse } from '../problem.ts';

const MAX_PATTERN = 1000;

/**
 * fileset()'s patterns: `*` and `?` within one path segment, `**` any segments, `{a,b}` either, `[a-z]` a character.
 * Matched by state sets, so no pattern can take long.
 */
export function globPattern(pattern: string): (path: string) => boolean {
  if (pattern.length > MAX_PATTERN) refuse('the pattern is too long');
  const alternatives = expandBraces(pattern).map((one) => one.split('/'));
  return (path) => alternatives.some((segments) => matchSegments(segments, path.split('/')));
}

function expandBraces(pattern: string): string[] {
  let pending = [pattern];
  for (;;) {
    const next = pending.flatMap((one) => {
      const [, before, options, after] = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(one) ?? [];
      return options === undefined ? [one] : options.split(',').map((option) => `${before}${option}${after}`);
    });
    if (next.length > MAX_PATTERN) refuse('the pattern has too many alternatives');
    if (next.length === pending.length && next.every((one, index) => one === pending[index])) return next;
    pending = next;
  }
}

function matchSegments(patterns: readonly string[], names: readonly string[]): boolean {
  const reach = (at: readonly number[]) => {
    const all = new Set(at);
    for (const state of all) if (patterns[state] === '**') all.add(state + 1);
    return [...all];
  };
  let states = reach([0]);
  for (const name of names)
    states = reach(
      states.flatMap((state) => {
        const pattern = patterns[state];
        if (pattern === undefined) return [];
        if (pattern === '**') return [state];
        return matchSegment(pattern, name) ? [state + 1] : [];
      }),
    );
  return states.includes(patterns.length);
}

function matchSegment(pattern: string, name: string): boolean {
  const tokens = pattern.match(/\[[^\]]*\]|\\.|./gsu) ?? [];
  const reach = (at: readonly number[]) => {
    const all = new Set(at);
    for (const state of all) if (tokens[state] === '*') all.add(state + 1);
    return [...all];
  };
  let states = reach([0]);
  for (const char of name)
    states = reach(
      states.flatMap((state) => {
        const token = tokens[state];
        if (token === undefined) return [];
        if (token === '*') return [state];
        return token === '?' || matchesClass(token, char) ? [state + 1] : [];
      }),
    );
  return states.includes(tokens.length);
}

function matchesClass(token: string, char: string): boolean {
  if (token.startsWith('\\')) return token.slice(1) === char;
  if (!token.startsWith('[')) return token === char;
  const negated = /^\[[!^]/.test(token);
  const ranges = token.slice(negated ? 2 : 1, -1).match(/.-.|./gu) ?? [];
  const inside = ranges.some((range) => (range.length === 3 ? range[0]! <= char && char <= range[2]! : range === char));
  return inside !== negated;
}
