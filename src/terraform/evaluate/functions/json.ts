import type { Json } from '../../hcl/index.ts';
import { locate } from '../../hcl/index.ts';
import type { Value } from '../../resource.ts';
import { formatNumber } from '../number.ts';
import { refuse } from '../problem.ts';
import { bool, isMapping, isSequence, nothing, number, object, text, tuple } from '../value.ts';

/** JSON as Go writes it: keys sorted, `<`, `>` and `&` escaped. */
export function toJson(value: Value): string {
  if (isSequence(value)) return `[${value.items.map(toJson).join(',')}]`;
  if (isMapping(value))
    return `{${Array.from(value.entries, ([key, entry]) => `${quote(key)}:${toJson(entry)}`).join(',')}}`;
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'number':
      return formatNumber(value.value);
    case 'bool':
      return String(value.value);
    case 'string':
      return quote(value.value);
    default:
      return refuse('a value that is not known yet cannot be written as JSON');
  }
}

function quote(value: string): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029\x7f]|\\[bf]/g, (char) =>
    char === '\x7f'
      ? char
      : `\\u${(char === '\\b' ? 8 : char === '\\f' ? 12 : char.charCodeAt(0)).toString(16).padStart(4, '0')}`,
  );
}

/** A JSON document as a value; parts keep their lines when the text is a file's. */
export function fromJson(json: Json, located: boolean): Value {
  const at = located ? locate(json.range) : undefined;
  switch (json.kind) {
    case 'array':
      return tuple(
        json.items.map((item) => fromJson(item, located)),
        at,
      );
    case 'object':
      return object(new Map(json.members.map(({ name, value }) => [name, fromJson(value, located)])), at);
    case 'scalar':
      if (json.value === null) return nothing(at);
      if (typeof json.value === 'string') return text(json.value, at);
      return typeof json.value === 'number' ? number(json.value, at) : bool(json.value, at);
  }
}
