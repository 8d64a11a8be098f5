import { z } from 'zod';
import { merge } from './extend.ts';
import { nearest } from './nearest.ts';
import { type Config, configSchema, type RepositoryConfig, repositoryConfigSchema } from './schema.ts';
import { type ConfigError, pathText, readSource, type Source } from './source.ts';

export type ParsedConfig<T = Config> =
  | { readonly ok: true; readonly config: T }
  | { readonly ok: false; readonly file: string; readonly errors: readonly ConfigError[] };

/**
 * Reads the organisation's configuration; defaults are filled in.
 * @param file its path, for messages
 * @param checks ids of all checks there are, so that a misspelt one is an error
 * @param base what it builds on, see `readShared`; what is wrong there is told at the line that extends it
 * @returns every error, in the order of the file
 */
export function parseConfig(text: string, file: string, checks?: readonly string[], base?: unknown): ParsedConfig {
  return parse(configSchema, text, file, base, (config, source) =>
    checks === undefined
      ? []
      : [
          ...unknownChecks(['checks'], config.checks, checks, source),
          ...config.accounts.flatMap((account, at) =>
            unknownChecks(['accounts', at, 'checks'], account.checks ?? {}, checks, source),
          ),
        ],
  );
}

/** Reads the configuration of a repository of its own, which `narrow` applies. */
export function parseRepositoryConfig(text: string, file: string): ParsedConfig<RepositoryConfig> {
  return parse(repositoryConfigSchema, text, file, undefined, () => []);
}

function parse<T>(
  schema: z.ZodType<T>,
  text: string,
  file: string,
  base: unknown,
  review: (config: T, source: Source) => readonly ConfigError[],
): ParsedConfig<T> {
  const read = readSource(text);
  if ('errors' in read) return { ok: false, file, errors: read.errors };
  const source = base === undefined ? read.source : over(base, read.source);
  const result = schema.safeParse(source.data, { reportInput: true });
  const errors = result.success
    ? review(result.data, source)
    : result.error.issues.flatMap((issue) => errorsOf(issue, [], source, schema));
  if (!result.success || errors.length > 0)
    return { ok: false, file, errors: errors.toSorted((a, b) => a.line - b.line || a.column - b.column) };
  return { ok: true, config: result.data };
}

/** A file over what it builds on: what only that says lies, for the reader, at the line that extends it. */
function over(base: unknown, own: Source): Source {
  return {
    data: merge(base, own.data),
    locate: (path, key) => (own.has(path, key) ? own.locate(path, key) : own.locate(['_extends'])),
    has: own.has,
  };
}

function unknownChecks(path: Path, checks: object, known: readonly string[], source: Source): ConfigError[] {
  return Object.keys(checks)
    .filter((id) => !known.includes(id))
    .map((id) => ({
      ...source.locate(path, id),
      path: pathText([...path, id]),
      message: `there is no check '${id}'${didYouMean(id, known)}`,
    }));
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** One of zod's issues as errors of the file. `base` is where the issue's own path begins (inside a union). */
function errorsOf(issue: Issue, base: Path, source: Source, schema: z.ZodType): ConfigError[] {
  const path = [...base, ...issue.path];
  const at = (message: string): ConfigError => ({ ...source.locate(path), path: pathText(path), message });
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        ...source.locate(path, key),
        path: pathText([...path, key]),
        message: `there is no setting '${key}'${path.length === 0 ? '' : ' here'}${didYouMean(key, keysAt(schema, path))}`,
      }));
    case 'invalid_key':
      return [
        {
          ...source.locate(path.slice(0, -1), String(path.at(-1))),
          path: pathText(path),
          message: issue.issues[0]?.message ?? issue.message,
        },
      ];
    case 'invalid_union': {
      // The member the value was meant to be is the one that accepts its type.
      const meant = issue.errors.find((member) =>
        member.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
      );
      return meant ? meant.flatMap((inner) => errorsOf(inner, path, source, schema)) : [at(issue.message)];
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      return [at(`must be one of ${values.join(', ')}${didYouMean(String(issue.input), values)}`)];
    }
    case 'invalid_type':
      return [at(issue.input === undefined ? 'is missing' : issue.message)];
    default:
      return [at(issue.message)];
  }
}

function didYouMean(word: string, candidates: readonly string[]): string {
  const candidate = nearest(word, candidates);
  return candidate === undefined ? '' : `; did you mean '${candidate}'?`;
}

/** The keys the schema knows at a path, read from its JSON Schema. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let at: JsonSchema[] = [z.toJSONSchema(schema, { io: 'input' }) as JsonSchema];
  for (const segment of path) {
    at = at.flatMap(alternatives).flatMap((node): JsonSchema[] => {
      const child =
        typeof segment === 'number' ? node.items : (node.properties?.[String(segment)] ?? node.additionalProperties);
      return typeof child === 'object' ? [child] : [];
    });
  }
  return at.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {}));
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

function alternatives(node: JsonSchema): readonly JsonSchema[] {
  return node.anyOf ?? [node];
}
