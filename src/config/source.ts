import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

/** A problem at a place of a configuration file; `line` and `column` count from 1. */
export interface ConfigError {
  readonly line: number;
  readonly column: number;
  /** Where in the data: `accounts[0].id`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

type Path = readonly PropertyKey[];

/** YAML text as data that still knows where each value was written. */
export interface Source {
  readonly data: unknown;
  /** Where the value at `path` is written, or the nearest thing around it. `key`: a key inside that value. */
  locate(path: Path, key?: string): { readonly line: number; readonly column: number };
  /** Whether the value at `path`, or the key in it, is written here. */
  has(path: Path, key?: string): boolean;
}

const MAX_CHARACTERS = 1_000_000;

/** Reads YAML 1.2 (so `off` and `no` are words, not booleans). All syntax errors are given, not only the first. */
export function readSource(text: string): { readonly source: Source } | { readonly errors: readonly ConfigError[] } {
  const at = (line: number, column: number, message: string) => ({ errors: [{ line, column, path: '', message }] });
  if (text.length > MAX_CHARACTERS) return at(1, 1, `the file is larger than ${MAX_CHARACTERS} characters`);
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      errors: document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return { line, column: col, path: '', message: error.message };
      }),
    };
  }
  keepAccountIds(document);
  try {
    const data: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
    return {
      source: {
        data,
        locate: (path, key) => locate(document, lines, path, key),
        has: (path, key) => has(document, path, key),
      },
    };
  } catch (error) {
    return at(1, 1, error instanceof Error ? error.message : String(error));
  }
}

/** Twelve bare digits are an account id, whose leading zero a number would lose. No setting is a number that large. */
function keepAccountIds(document: Document): void {
  visit(document, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value === 'number' && scalar.source !== undefined && /^\d{12}$/.test(scalar.source))
        scalar.value = scalar.source;
    },
  });
}

function locate(document: Document, lines: LineCounter, path: Path, key?: string) {
  let node: Node | null = document.contents;
  for (const segment of path) {
    const next = childOf(resolved(document, node), segment);
    if (!next) break;
    node = next;
  }
  const named = key === undefined ? undefined : keyOf(resolved(document, node), key);
  const { line, col } = lines.linePos((named ?? node)?.range?.[0] ?? 0);
  // An empty file has no first line in the counter's eyes.
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function has(document: Document, path: Path, key?: string): boolean {
  let node: Node | null | undefined = document.contents;
  for (const segment of path) node = childOf(resolved(document, node ?? null), segment);
  return node !== undefined && (key === undefined || keyOf(resolved(document, node), key) !== undefined);
}

function resolved(document: Document, node: Node | null): Node | null | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

function childOf(node: Node | null | undefined, segment: PropertyKey): Node | undefined {
  if (!isCollection(node)) return undefined;
  const child = node.get(typeof segment === 'symbol' ? String(segment) : segment, true);
  return isNode(child) ? child : undefined;
}

function keyOf(node: Node | null | undefined, key: string): Node | undefined {
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return isNode(pair?.key) ? pair.key : undefined;
}

/** `accounts[0].id` */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, segment) =>
      typeof segment === 'number'
        ? `${text}[${segment}]`
        : text === ''
          ? String(segment)
          : `${text}.${String(segment)}`,
    '',
  );
}
