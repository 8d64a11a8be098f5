import { parseJson, SyntaxProblem } from '../../hcl/index.ts';
import type { Value } from '../../resource.ts';
import { EvaluationProblem, refuse } from '../problem.ts';
import { list, object, text } from '../value.ts';
import { type FunctionTable, string, textOf, whole } from './define.ts';
import { contentsOf } from './file.ts';
import { fromJson, toJson } from './json.ts';
import { fromYaml, toYaml } from './yaml.ts';

function jsonDecode(value: Value): Value {
  const file = contentsOf(value);
  try {
    return fromJson(parseJson({ file: file ?? '', text: textOf(value) }), file !== undefined);
  } catch (problem) {
    if (problem instanceof SyntaxProblem) throw new EvaluationProblem(`the text is no JSON: ${problem.message}`);
    throw problem;
  }
}

function base64Decode(value: string): string {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)) refuse('the text is no base64');
  const bytes = Buffer.from(value, 'base64');
  const decoded = bytes.toString('utf8');
  return Buffer.from(decoded, 'utf8').equals(bytes) ? decoded : refuse('the decoded bytes are no UTF-8 text');
}

/** The encodings of user data; others are not kept. */
function encodingOf(name: string): BufferEncoding {
  const known: Readonly<Record<string, BufferEncoding>> = { 'UTF-8': 'utf8', 'UTF-16LE': 'utf16le' };
  return known[name.toUpperCase()] ?? refuse(`the encoding ${name} is not known here`);
}

/** As Go's url.QueryEscape. */
function urlEncode(value: string): string {
  return encodeURIComponent(value)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** RFC 4180; every row is an object by the names of the first. */
function csvDecode(value: Value): Value {
  const file = contentsOf(value);
  const [header, ...rows] = csvRows(textOf(value));
  if (!header) return refuse('the first row must name the columns');
  return list(
    rows.map(({ line, cells }) => {
      if (cells.length !== header.cells.length)
        refuse(`line ${line} has ${cells.length} columns, not ${header.cells.length}`);
      const at = file === undefined ? undefined : { file, line };
      return object(new Map(header.cells.map((name, index) => [name, text(cells[index]!, at)])), at);
    }),
  );
}

function csvRows(source: string): { readonly line: number; readonly cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  let line = 1;
  let cells: string[] = [];
  while (cell.lastIndex < source.length || cells.length > 0) {
    const match = cell.exec(source) ?? refuse(`line ${line} is no CSV`);
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] !== ',') {
      if (cells.length > 1 || cells[0] !== '') rows.push({ line, cells });
      cells = [];
    }
    line += match[0].split('\n').length - 1;
    if (match[3] === '') break;
  }
  return rows;
}

export const encodingFunctions: FunctionTable = {
  base64decode: { params: [string], run: ([value]) => text(base64Decode(textOf(value))) },
  base64encode: { params: [string], run: ([value]) => text(Buffer.from(textOf(value)).toString('base64')) },
  csvdecode: { params: [string], run: ([value]) => csvDecode(value!) },
  jsondecode: { params: [string], run: ([value]) => jsonDecode(value!) },
  jsonencode: { params: [{ type: whole.type, nullable: true }], run: ([value]) => text(toJson(value!)) },
  textdecodebase64: {
    params: [string, string],
    run: ([value, name]) => text(Buffer.from(textOf(value), 'base64').toString(encodingOf(textOf(name)))),
  },
  textencodebase64: {
    params: [string, string],
    run: ([value, name]) => text(Buffer.from(textOf(value), encodingOf(textOf(name))).toString('base64')),
  },
  urlencode: { params: [string], run: ([value]) => text(urlEncode(textOf(value))) },
  yamldecode: {
    params: [string],
    run: ([value], { context }) => fromYaml(textOf(value), contentsOf(value!), context.budget),
  },
  yamlencode: { params: [{ type: whole.type, nullable: true }], run: ([value]) => text(toYaml(value!)) },
};
