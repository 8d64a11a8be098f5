import {
  type CollectionTag,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type ScalarTag,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { SourceLocation } from '../network/index.ts';
import { TemplateError } from './error.ts';
import type { Node } from './node.ts';

/** Every intrinsic function's short form; each may stand on a scalar, a sequence or a map. */
const SHORT = [
  ...[
    'Ref',
    'Condition',
    'And',
    'Base64',
    'Cidr',
    'Equals',
    'FindInMap',
    'ForEach',
    'GetAtt',
    'GetAZs',
    'GetStackOutput',
  ],
  ...['If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform'],
];

const TAGS: (ScalarTag | CollectionTag)[] = SHORT.flatMap((name) => {
  const tag = `!${name}`;
  return [
    { tag, resolve: (text: string) => text },
    { tag, collection: 'seq' as const, resolve: (node: YAMLMap | YAMLSeq) => node },
    { tag, collection: 'map' as const, resolve: (node: YAMLMap | YAMLSeq) => node },
  ];
});

/** Nesting that no real template has; deeper input is refused rather than followed. */
const MAX_DEPTH = 200;
/** Nodes and aliases after expansion: bounds what a "billion laughs" file may cost. */
const MAX_NODES = 2_000_000;
const MAX_ALIASES = 1_000;

/**
 * Reads a template in YAML or JSON, keeping the line of every node and the text of every scalar as written (so that
 * account id 012345678901 stays one).
 * @throws TemplateError on a syntax error, naming file and line
 */
export function parseTemplate(text: string, file: string): Node {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    customTags: TAGS,
    lineCounter: lines,
    version: '1.1',
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const [error] = document.errors;
  if (error?.message.includes('call stack')) throw new TemplateError(tooDeep(file));
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    throw new TemplateError(`${file}:${line}: ${error.message.split('\n')[0]}: correct the template`);
  }
  let nodes = 0;
  let aliases = 0;

  function convert(node: unknown, depth: number, fallback: SourceLocation): Node {
    if (isAlias(node)) aliases++;
    if (depth > MAX_DEPTH || ++nodes > MAX_NODES || aliases > MAX_ALIASES) throw new TemplateError(tooDeep(file));
    if (isAlias(node)) return convert(node.resolve(document), depth + 1, fallback);
    const at = placeOf(node, fallback);
    const tag = (node as { tag?: string } | null)?.tag;
    const name = tag?.startsWith('!') && !tag.startsWith('!!') ? tag.slice(1) : undefined;
    const plain = data(node, depth, at);
    return name === undefined ? functionOf(plain) : { kind: 'call', name, argument: plain, at };
  }

  function data(node: unknown, depth: number, at: SourceLocation): Node {
    if (isMap(node)) {
      const entries = new Map<string, Node>();
      for (const pair of node.items) {
        if (!isPair(pair)) continue;
        const key = isScalar(pair.key) ? String(pair.key.source ?? pair.key.value) : String(pair.key);
        const value = convert(pair.value, depth + 1, placeOf(pair.key, at));
        // YAML merge: what the map itself states wins.
        if (key === '<<' && value.kind === 'map') {
          for (const [k, v] of value.entries) if (!entries.has(k)) entries.set(k, v);
        } else entries.set(key, value.kind === 'map' ? { ...value, at: from(placeOf(pair.key, at), value.at) } : value);
      }
      return { kind: 'map', entries, at };
    }
    if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => convert(item, depth + 1, at)), at };
    if (isScalar(node)) {
      const isNull = node.value === null && (node.source ?? '') === '';
      const isWord = node.value === null && /^(null|~)$/i.test(node.source ?? '');
      return { kind: 'scalar', text: isNull || isWord ? null : (node.source ?? String(node.value)), at };
    }
    return { kind: 'scalar', text: null, at };
  }

  function placeOf(node: unknown, fallback: SourceLocation): SourceLocation {
    const range = (node as { range?: [number, number, number] | null } | null)?.range;
    if (!range) return fallback;
    const line = lines.linePos(range[0]).line;
    const endLine = lines.linePos(Math.max(range[0], range[1] - 1)).line;
    return endLine > line ? { file, line, endLine } : { file, line };
  }

  return convert(document.contents, 0, { file, line: 1 });
}

function tooDeep(file: string): string {
  return `${file}: the template is nested or repeated beyond reason: simplify it`;
}

/** `{ "Fn::Sub": … }` and `{ Ref: … }` are calls, too. */
function functionOf(node: Node): Node {
  if (node.kind !== 'map' || node.entries.size !== 1) return node;
  const [[key, argument]] = node.entries as unknown as [[string, Node]];
  const name = key === 'Ref' ? key : key.startsWith('Fn::') ? key.slice(4) : undefined;
  return name === undefined || name.startsWith('ForEach') ? node : { kind: 'call', name, argument, at: node.at };
}

/** A block begins at its key. */
function from(key: SourceLocation, block: SourceLocation): SourceLocation {
  const endLine = block.endLine ?? block.line;
  return endLine > key.line ? { ...key, endLine } : key;
}
