import type { Value } from './resource.ts';

/** What `separator` parts a text into that is put together from `parts`, some of which only exist after apply. */
export function splitParts(parts: readonly Value[], separator: string): readonly Value[] {
  const elements: Value[][] = [[]];
  for (const part of parts) {
    const texts = part.kind === 'string' && separator !== '' ? part.value.split(separator) : undefined;
    for (const [at, value] of (texts ?? ['']).entries()) {
      if (at > 0) elements.push([]);
      if (!texts) elements.at(-1)!.push(part);
      else if (value !== '') elements.at(-1)!.push({ ...part, kind: 'string', value });
    }
  }
  return elements.map(together);
}

function together(parts: readonly Value[]): Value {
  const [only, ...more] = parts;
  if (!only) return { kind: 'string', value: '' };
  // What is not known may hold separators of its own.
  if (more.length === 0) return only.kind === 'unknown' ? { ...only, many: true } : only;
  const open = parts.find((part) => part.kind === 'unknown') ?? parts.find((part) => part.kind === 'symbol')!;
  const reason = open.kind === 'unknown' ? open.reason : 'a part of the text is known only after apply';
  return { kind: 'unknown', reason, parts, ...(open.kind === 'unknown' && { many: true }) };
}
