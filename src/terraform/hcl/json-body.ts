import type { Diagnostic } from '../resource.ts';
import type { Attribute, Block, Body, Expression } from './ast.ts';
import type { ParsedFile } from './body.ts';
import { newCursor, SyntaxProblem } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { type Json, parseJson } from './json.ts';
import { locate, type Range, type SourceText } from './source.ts';
import { parseBareTemplate } from './template.ts';

/** How the strings of a JSON property are read: as templates, as they are, or as one expression. */
type Mode = 'template' | 'literal' | 'expression';

/** Block types of the Terraform language and the number of labels each has. */
const ROOT_BLOCKS: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  ephemeral: 2,
  variable: 1,
  output: 1,
  module: 1,
  provider: 1,
  check: 1,
  locals: 0,
  terraform: 0,
  moved: 0,
  import: 0,
  removed: 0,
};

/**
 * Properties of AWS resources that are nested blocks. JSON writes attribute and block alike, and only the provider's
 * schema tells them apart; an array of objects reads the same either way, so this decides for single objects only.
 */
const NESTED_BLOCKS = new Set(
  `ingress egress route timeouts lifecycle connection network_interface network_interfaces vpc_config subnet_mapping filter
  root_block_device ebs_block_device ephemeral_block_device metadata_options launch_template network_configuration
  load_balancer default_action action condition health_check listener access_logs stickiness tag entry options
  accepter requester mixed_instances_policy vpc_options cluster_config broker_node_group_info vpc_settings
  remote_access compute_resources ec2_attributes vpc connectivity_info assume_role default_tags cidr_block_association
  forward redirect target_group path_pattern host_header operating_regions operating_region dns_options`.split(/\s+/),
);

/** Parses `.tf.json`: blocks as objects or arrays of objects, strings as templates (the JSON expression rules). */
export function parseJsonBody(source: SourceText): ParsedFile {
  const diagnostics: Diagnostic[] = [];
  const range = { source, start: 0, end: source.text.length };
  const body = guarded(diagnostics, () => readRoot(parseJson(source), diagnostics));
  return { body: body ?? { attributes: new Map(), blocks: [], range }, diagnostics };
}

/** Parses `.tfvars.json`: attributes whose values are plain JSON. */
export function parseJsonValues(source: SourceText): ParsedFile {
  const diagnostics: Diagnostic[] = [];
  const attributes = new Map<string, Attribute>();
  guarded(diagnostics, () => {
    const root = parseJson(source);
    if (root.kind !== 'object') throw new SyntaxProblem('A variable file holds one JSON object', root.range);
    for (const { name, value, range } of root.members)
      attributes.set(name, { name, value: jsonExpression(value, 'literal'), range });
  });
  return { body: { attributes, blocks: [], range: { source, start: 0, end: source.text.length } }, diagnostics };
}

function guarded<T>(diagnostics: Diagnostic[], read: () => T): T | undefined {
  try {
    return read();
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    diagnostics.push({ severity: 'error', message: problem.message, at: locate(problem.range) });
    return undefined;
  }
}

function readRoot(root: Json, diagnostics: Diagnostic[]): Body {
  const blocks: Block[] = [];
  for (const object of objects(root))
    for (const { name, value } of object.members) {
      if (name === '//') continue;
      const labels = ROOT_BLOCKS[name];
      guarded(diagnostics, () => {
        if (labels === undefined) throw new SyntaxProblem(`${name} is no block of the Terraform language`, value.range);
        readBlocks(name, labels, [], value, (found) => guarded(diagnostics, () => blocks.push(found())));
      });
    }
  return { attributes: new Map(), blocks, range: root.range };
}

/** Labels are the property names of the objects above a block's body. */
function readBlocks(
  type: string,
  missing: number,
  labels: readonly string[],
  value: Json,
  add: (block: () => Block) => void,
): void {
  for (const object of objects(value))
    if (missing === 0) add(() => ({ type, labels, body: readBody(type, object), range: object.range }));
    else
      for (const member of object.members)
        if (member.name !== '//') readBlocks(type, missing - 1, [...labels, member.name], member.value, add);
}

function objects(value: Json): Extract<Json, { kind: 'object' }>[] {
  if (value.kind === 'array') return value.items.flatMap(objects);
  if (value.kind === 'object') return [value];
  throw new SyntaxProblem('A block is an object or an array of objects', value.range);
}

function readBody(type: string, object: Extract<Json, { kind: 'object' }>): Body {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  const dynamic = dynamicNames(object);
  for (const { name, value, range } of object.members) {
    if (name === '//') continue;
    const add = (block: () => Block) => void blocks.push(block());
    if (name === 'dynamic' && value.kind !== 'scalar') readBlocks('dynamic', 1, [], value, add);
    else if (isBlock(type, name, value) || dynamic.has(name)) readBlocks(name, 0, [], value, add);
    else attributes.set(name, { name, value: jsonExpression(value, modeOf(type, name)), range });
  }
  return { attributes, blocks, range: object.range };
}

/** What `dynamic` blocks make is a block wherever it is written out, too. */
function dynamicNames({ members }: Extract<Json, { kind: 'object' }>): Set<string> {
  const dynamic = members.find(({ name }) => name === 'dynamic')?.value;
  return new Set(
    dynamic && dynamic.kind !== 'scalar' ? objects(dynamic).flatMap((one) => one.members.map(({ name }) => name)) : [],
  );
}

function isBlock(type: string, name: string, value: Json): boolean {
  if (value.kind === 'scalar') return false;
  if (type === 'dynamic') return name === 'content';
  if (type === 'terraform') return name === 'required_providers' || name === 'backend';
  if (type === 'locals' || type === 'module' || type === 'output' || type === 'variable') return false;
  return value.kind === 'object' && NESTED_BLOCKS.has(name);
}

function modeOf(type: string, name: string): Mode {
  if (type === 'variable') return name === 'type' ? 'expression' : 'literal';
  const refers = type === 'moved' || type === 'removed' || (type === 'import' && name === 'to');
  return refers || name === 'provider' || name === 'providers' || name === 'depends_on' || name === 'iterator'
    ? 'expression'
    : 'template';
}

function jsonExpression(json: Json, mode: Mode): Expression {
  const { range } = json;
  if (json.kind === 'array')
    return { kind: 'tuple', items: json.items.map((item) => jsonExpression(item, mode)), range };
  if (json.kind === 'object') {
    const items = json.members
      .filter((member) => mode === 'literal' || member.name !== '//')
      .map((member) => ({
        key: textExpression(member.name, member.range, mode === 'expression' ? 'literal' : mode),
        value: jsonExpression(member.value, mode),
      }));
    return { kind: 'object', items, range };
  }
  return typeof json.value === 'string'
    ? textExpression(json.value, range, mode)
    : { kind: 'literal', value: json.value, range };
}

function textExpression(text: string, range: Range, mode: Mode): Expression {
  if (mode === 'literal' || (mode === 'template' && !/[$%]\{/.test(text)))
    return { kind: 'literal', value: text, range };
  const c = newCursor({ file: range.source.file, text, within: range });
  return mode === 'template' ? parseBareTemplate(c) : parseExpression(c);
}
