import { stringify } from 'yaml';
import { type ConfigError, readSource } from './source.ts';

/** Reads a file on the default branch of a repository (`owner/name`); undefined when it cannot be read. */
export type ReadShared = (repository: string, path: string) => Promise<string | undefined>;

/** What `_extends` leads to: the data a file builds on, or what is wrong with it. */
export type Shared =
  | { readonly ok: true; readonly base?: unknown }
  | { readonly ok: false; readonly errors: readonly ConfigError[] };

/** `policy:sallyport.yml`, `acme/policy:teams/sallyport-web.yml`: the name tells which pushes concern a configuration. */
export const EXTENDS =
  /^(?:([A-Za-z\d][A-Za-z\d-]*)\/)?([\w.-]+):((?:(?!\.{1,2}\/)[\w.-]+\/)*[\w.-]*sallyport[\w.-]*\.ya?ml)$/;

const MAX_DEPTH = 5;

/**
 * Follows `_extends` of a configuration, as far as it leads inside one organisation: nobody else may write what is in force
 * there. Of two files the one that extends wins; maps are merged key by key, lists and single values are replaced.
 * @param owner the organisation
 */
export async function readShared(text: string, owner: string, read: ReadShared): Promise<Shared> {
  const source = readSource(text);
  if ('errors' in source) return { ok: true }; // the file's own parsing says what is wrong with it
  const reference = referenceOf(source.source.data);
  if (reference === undefined) return { ok: true };
  const chain: unknown[] = [];
  const seen = new Set<string>();
  const failed = (message: string): Shared => ({
    ok: false,
    errors: [{ ...source.source.locate(['_extends']), path: '_extends', message }],
  });
  for (let next: string | undefined = reference; next !== undefined; ) {
    const [, organisation = owner, repository, path] = EXTENDS.exec(next) ?? [];
    if (repository === undefined || path === undefined)
      return failed(`'${next}' must be written repository:path, the path ending in a name such as sallyport.yml`);
    if (organisation.toLowerCase() !== owner.toLowerCase())
      return failed(`'${next}' belongs to another organisation; only files of ${owner} can be extended`);
    const name = `${owner}/${repository}:${path}`.toLowerCase();
    if (seen.has(name)) return failed(`'${next}' extends itself`);
    if (seen.size >= MAX_DEPTH) return failed(`more than ${MAX_DEPTH} files extend each other`);
    seen.add(name);
    const file = await read(`${owner}/${repository}`, path);
    if (file === undefined) return failed(`'${next}' does not exist, or the app is not installed there`);
    const shared = readSource(file);
    if ('errors' in shared) return failed(`'${next}', line ${shared.errors[0]?.line}: ${shared.errors[0]?.message}`);
    chain.push(shared.source.data);
    next = referenceOf(shared.source.data);
  }
  return { ok: true, base: chain.reduceRight((base, data) => merge(base, data)) };
}

/** A file and what it builds on as one text, which extends nothing. */
export function flattened(text: string, base: unknown): string {
  const source = readSource(text);
  const data = merge(base, 'source' in source ? source.source.data : {});
  const { _extends: _, ...rest } = isRecord(data) ? data : {};
  return stringify(rest);
}

export function merge(base: unknown, over: unknown): unknown {
  if (!isRecord(base) || !isRecord(over)) return over;
  const keys = [...new Set([...Object.keys(base), ...Object.keys(over)])];
  return Object.fromEntries(
    keys.map((key) => [
      key,
      !Object.hasOwn(over, key) ? base[key] : Object.hasOwn(base, key) ? merge(base[key], over[key]) : over[key],
    ]),
  );
}

function referenceOf(data: unknown): string | undefined {
  return isRecord(data) && typeof data['_extends'] === 'string' ? data['_extends'] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
