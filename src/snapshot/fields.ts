/** One JSON object of an AWS answer. Extra members are nobody's business; those that are read must be as AWS states. */
export type Fields = Readonly<Record<string, unknown>>;

/** A member that is missing or not of AWS's type. The resource that has it becomes a problem of the network. */
export class FieldError extends RangeError {}

const NO_FIELDS: Fields = {};

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text that must be there. */
export function text(fields: Fields, name: string): string {
  const value = optionalText(fields, name);
  if (value === undefined) throw new FieldError(`${name} is missing`);
  return value;
}

/** A text that may be absent; AWS writes some absent ones as `''`. */
export function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new FieldError(`${name} is no text`);
  return value;
}

/** What to call a resource that may not even have a usable id. */
export function labelOf(fields: Fields, name: string, otherwise: string): string {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

/** A text that may be absent, as an object to spread: `exactOptionalPropertyTypes` knows no undefined members. */
export function given<K extends string, V>(key: K, value: V | undefined): { readonly [k in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [k in K]: V });
}

export function flag(fields: Fields, name: string, byDefault: boolean): boolean {
  const value = fields[name] ?? byDefault;
  if (typeof value !== 'boolean') throw new FieldError(`${name} is neither true nor false`);
  return value;
}

export function optionalInteger(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new FieldError(`${name} is no whole number`);
  return value;
}

export function integer(fields: Fields, name: string): number {
  const value = optionalInteger(fields, name);
  if (value === undefined) throw new FieldError(`${name} is missing`);
  return value;
}

/** A nested object; absent ones are empty. */
export function nested(fields: Fields, name: string): Fields {
  const value = fields[name] ?? NO_FIELDS;
  if (!isFields(value)) throw new FieldError(`${name} is no object`);
  return value;
}

/** A list of objects; absent ones are empty. */
export function list(fields: Fields, name: string): readonly Fields[] {
  const items = array(fields, name);
  if (!items.every(isFields)) throw new FieldError(`${name} holds something else than objects`);
  return items as readonly Fields[];
}

/** A list of texts; absent ones are empty. */
export function texts(fields: Fields, name: string): readonly string[] {
  const items = array(fields, name);
  if (!items.every((item) => typeof item === 'string')) throw new FieldError(`${name} holds something else than texts`);
  return items as readonly string[];
}

function array(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name] ?? [];
  if (!Array.isArray(value)) throw new FieldError(`${name} is no list`);
  return value;
}

/** One of the values AWS documents for a member. */
export function oneOf<const V extends string>(fields: Fields, name: string, values: readonly V[], byDefault: V): V {
  const value = optionalText(fields, name) ?? byDefault;
  const known = values.find((candidate) => candidate === value);
  if (known === undefined) throw new FieldError(`${name} '${value}' is none of ${values.join(', ')}`);
  return known;
}
