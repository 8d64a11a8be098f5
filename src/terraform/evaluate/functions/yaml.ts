import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { SourceLocation } from '../../../network/index.ts';
import type { Value } from '../../resource.ts';
import { formatNumber } from '../number.ts';
import { type Budget, refuse } from '../problem.ts';
import { bool, isMapping, isSequence, nothing, number, object, text, tuple } from '../value.ts';

const MAX_DEPTH = 100;

/** Decodes one YAML document; `file` names the file the text is, whose lines the parts then keep. */
export function fromYaml(source: string, file: string | undefined, budget: Budget): Value {
  const lines = new LineCounter();
  const document = parseDocument(source, {
    lineCounter: lines,
    schema: 'failsafe',
    // Its own check for equal keys is quadratic.
    uniqueKeys: false,
    prettyErrors: false,
  });
  const [problem] = document.errors;
  if (problem)
    refuse(
      /call stack/.test(problem.message) ? 'the YAML is nested too deeply' : `the text is no YAML: ${problem.message}`,
    );
  const at = (node: Node): SourceLocation | undefined =>
    file !== undefined && node.range ? { file, line: lines.linePos(node.range[0]).line } : undefined;
  const anchors = new Map<string, Value>();
  const read = (node: unknown, depth: number): Value => {
    const value = readNode(node, depth);
    if (isNode(node) && !isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, value);
    return value;
  };
  const readNode = (node: unknown, depth: number): Value => {
    budget.spend(1);
    if (depth > MAX_DEPTH) refuse(`YAML nested more than ${MAX_DEPTH} levels deep is not read`);
    if (isAlias(node)) {
      return anchors.get(node.source) ?? refuse(`the alias *${node.source} has no anchor before it`);
    }
    if (isSeq(node))
      return tuple(
        node.items.map((item) => read(item, depth + 1)),
        at(node),
      );
    if (isMap(node)) return readMap(node.items, at(node), depth);
    if (isScalar(node)) return scalar(node.value, node.source, node.type === 'PLAIN', node.tag, at(node));
    return nothing();
  };
  const readMap = (
    items: readonly { key: unknown; value: unknown }[],
    place: SourceLocation | undefined,
    depth: number,
  ): Value => {
    // In the order they are written; what comes later wins, merged (`<<`) or not.
    const entries = new Map<string, Value>();
    for (const { key, value } of items) {
      const name = keyText(key);
      const entry = value === null ? nothing(place) : read(value, depth + 1);
      if (name !== '<<') entries.set(name, entry);
      else if (isMapping(entry)) for (const [inner, merged] of entry.entries) entries.set(inner, merged);
      else refuse('only a map can be merged with <<');
    }
    return object(entries, place);
  };
  const keyText = (key: unknown): string => {
    if (!isScalar(key)) return refuse('a key of a YAML map must be a scalar');
    const value = scalar(key.value, key.source, key.type === 'PLAIN', key.tag, undefined);
    if (value.kind === 'number') return formatNumber(value.value);
    return value.kind === 'bool' || value.kind === 'string'
      ? String(value.value)
      : refuse('a key of a YAML map cannot be null');
  };
  return document.contents === null ? refuse('there is no YAML document') : read(document.contents, 0);
}

/** Plain scalars by the YAML 1.1 words and numbers that Terraform's decoder knows. */
function scalar(
  value: unknown,
  source: string | undefined,
  plain: boolean,
  tag: string | undefined,
  at: SourceLocation | undefined,
): Value {
  const written = typeof value === 'string' ? value : (source ?? '');
  if (tag === 'tag:yaml.org,2002:str' || tag === '!') return text(written, at);
  if (!plain) return text(written, at);
  if (/^(?:~|null|Null|NULL|)$/.test(written)) return nothing(at);
  if (/^(?:true|True|TRUE|yes|Yes|YES|on|On|ON|y|Y)$/.test(written)) return bool(true, at);
  if (/^(?:false|False|FALSE|no|No|NO|off|Off|OFF|n|N)$/.test(written)) return bool(false, at);
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(written)) return number(Number(written), at);
  if (/^0x[0-9a-fA-F]+$|^0o[0-7]+$/.test(written)) return number(Number(written), at);
  if (/^\d{4}-\d{2}-\d{2}$/.test(written)) return text(`${written}T00:00:00Z`, at);
  return text(written, at);
}

/** YAML as Terraform writes it: block style, keys and strings in double quotes. */
export function toYaml(value: Value): string {
  const plain = value.kind === 'null' || value.kind === 'number' || value.kind === 'bool';
  if (plain) return `${flowText(value, '')}\n...\n`;
  return `${blockText(value, '').replace(/^\n/, '')}\n`;
}

function blockText(value: Value, indent: string): string {
  if (isSequence(value) && value.items.length > 0)
    return value.items.map((item) => `\n${indent}- ${nestedText(item, `${indent}  `)}`).join('');
  if (isMapping(value) && value.entries.size > 0)
    return Array.from(value.entries, ([key, entry]) => {
      const inner = isSequence(entry) ? blockText(entry, indent) : blockText(entry, `${indent}  `);
      return `\n${indent}${JSON.stringify(key)}:${inner.startsWith('\n') ? '' : ' '}${inner}`;
    }).join('');
  return flowText(value, indent);
}

/** The first line of an element stands behind its dash. */
function nestedText(value: Value, indent: string): string {
  const block = blockText(value, indent);
  return block.startsWith('\n') ? block.slice(indent.length + 1) : block;
}

function flowText(value: Value, indent: string): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'number':
      return formatNumber(value.value);
    case 'bool':
      return String(value.value);
    case 'string':
      return value.value.includes('\n') ? literalText(value.value, indent) : JSON.stringify(value.value);
    case 'list':
    case 'set':
    case 'tuple':
      return '[]';
    case 'map':
    case 'object':
      return '{}';
    default:
      return refuse('a value that is not known yet cannot be written as YAML');
  }
}

function literalText(value: string, indent: string): string {
  let end = value.length;
  while (value[end - 1] === '\n') end--;
  const body = value.slice(0, end);
  const trailing = value.length - body.length;
  const lines = body.split('\n').map((line) => (line === '' ? '' : `${indent}${line}`));
  return `|${trailing === 0 ? '-' : trailing === 1 ? '' : '+'}\n${lines.join('\n')}${trailing > 1 ? '\n'.repeat(trailing - 1) : ''}`;
}
