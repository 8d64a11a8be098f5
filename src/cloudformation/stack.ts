import type { Problem } from '../network/index.ts';
import type { Namer, ResourceInstance, Value } from '../terraform/index.ts';
import { adapt, splitType } from './adapt.ts';
import { TemplateError } from './error.ts';
import { evaluator, type Truth } from './evaluate.ts';
import { type InlineRules, withRules } from './group-rules.ts';
import { expandLoops } from './loop.ts';
import { entry, itemsOf, type Node, textOf } from './node.ts';
import { parseTemplate } from './parse.ts';
import { withGlobals } from './sam.ts';
import { anyShape, reshape, SHAPES } from './shape.ts';

/** A template as one stack is made of it. */
export interface StackSource {
  /** Path of the template, for lines in reports. */
  readonly file: string;
  readonly text: string;
  /** The stack's name, where it is known. */
  readonly name?: string;
  /** Parameter values; without one, a parameter has its default or is unknown. */
  readonly parameters?: Readonly<Record<string, string | Value>>;
  /** Twelve digits; empty when not known. */
  readonly account?: string;
  readonly region?: string;
}

/** What a stack needs of others. */
export interface Surroundings {
  /** The text of a nested template, by its path. */
  readonly read: (path: string) => string | undefined;
  /** What another stack exports under a name. */
  readonly imported: (name: string) => Value | undefined;
}

export interface Stack {
  instances(): readonly ResourceInstance[];
  /** What could not be read; whole once the instances were asked for. */
  problems(): readonly Problem[];
  /** Paths of the templates it nests; whole once the instances were asked for. */
  nested(): readonly string[];
  /** What it hands to others: its outputs, and parameters of stacks whose templates are elsewhere; whole once the instances were asked for. */
  handed(): readonly Namer[];
  /** What the stack exports, by name. */
  exported(name: string): Value | undefined;
}

/** Nested stacks in nested stacks, and no further. */
const MAX_NESTING = 10;
const NOTHING: Value = { kind: 'null' };

/**
 * Reads one stack and those nested in it. Resources go by `prefix` and their logical id; nested ones by `Parent/Child`.
 * @throws TemplateError when the text is no template
 */
export function readStack(source: StackSource, prefix: string, surroundings: Surroundings): Stack {
  return openStack(source, prefix, surroundings, []);
}

interface OpenStack extends Stack {
  readonly file: string;
  output(name: string): Value | undefined;
}

function openStack(
  source: StackSource,
  prefix: string,
  surroundings: Surroundings,
  above: readonly string[],
): OpenStack {
  const { file, account = '', region = '', parameters = {} } = source;
  const parsed = parseTemplate(source.text, file);
  const problems: Problem[] = [];
  const elsewhere: Namer[] = [];
  const children = new Map<string, OpenStack | undefined>();
  const context = {
    prefix,
    parameters,
    account,
    region,
    stackName: source.name,
    imported: surroundings.imported,
    childOutput: (logicalId: string, name: string) => childOf(logicalId)?.output(name),
  };
  const before = evaluator({ ...context, template: parsed });
  const { node: template, left } = expandLoops(parsed, (collection) => textsOf(before.value(collection)));
  for (const { name, node } of left)
    problem(name, 'what the loop goes over is not known, so what it makes is not read', node);
  const resources = entry(template, 'Resources');
  if (resources?.kind !== 'map')
    throw new TemplateError(`${file}: there is no \`Resources\` section, so this is no CloudFormation template`);
  const { value, condition, worlds } = evaluator({ ...context, template });

  for (const [name, node] of resources.entries) {
    if (name === 'Fn::Transform') problem('Resources', 'what the transform adds to them is not known', node);
    const type = textOf(entry(node, 'Type'));
    if (type?.endsWith('::MODULE')) problem(name, `what ${type} makes is not known: a module of the registry`, node);
  }
  const transform = entry(template, 'Transform');
  for (const macro of itemsOf(transform).flatMap((one) => textOf(one) ?? textOf(entry(one, 'Name')) ?? []))
    if (!/^AWS::(Serverless|LanguageExtensions|SecretsManager|CodeDeployBlueGreen|ServiceCatalog)/.test(macro))
      problem('Transform', `the macro ${macro} may make anything else of the template`, transform!);
  const members = [...resources.entries];
  return {
    instances() {
      const own = members.flatMap(([logicalId, node]) => instancesOf(logicalId, node));
      const whole = own.map((one) => (one.type === 'aws_security_group' ? withRules(one, inlineOf(one), own) : one));
      return [...whole.flatMap((resource) => adapt(resource, account)), ...members.flatMap(nestedIn)];
    },
    problems: () => [...problems, ...[...children.values()].flatMap((child) => child?.problems() ?? [])],
    nested: () => [...children.values()].flatMap((child) => (child ? [child.file, ...child.nested()] : [])),
    handed: () => [
      ...elsewhere,
      ...[...children.values()].flatMap((child) => child?.handed() ?? []),
      ...(above.length === 0 ? outputs() : []),
    ],
    file,
    exported,
    output,
  };

  function inlineOf({ name }: ResourceInstance): InlineRules {
    const properties = entry(entry(resources, name), 'Properties');
    const stated = (property: string) => {
      const list = entry(properties, property);
      return list ? worlds(list) : { values: [NOTHING] };
    };
    return { ingress: stated('SecurityGroupIngress'), egress: stated('SecurityGroupEgress') };
  }

  function nestedIn([logicalId, node]: readonly [string, Node]): readonly ResourceInstance[] {
    const truth = isThere(node);
    if ('known' in truth && !truth.known) return [];
    const instances = childOf(logicalId)?.instances() ?? [];
    return 'unknown' in truth ? instances.map((one) => ({ ...one, countUnknown: truth.unknown })) : instances;
  }

  function isThere(node: Node): Truth {
    const name = textOf(entry(node, 'Condition'));
    return name === undefined ? { known: true } : condition(name);
  }

  function instancesOf(logicalId: string, node: Node): readonly ResourceInstance[] {
    const type = textOf(entry(node, 'Type'))?.replace(/^AWS::/, '') ?? '';
    const truth = isThere(node);
    if ('known' in truth && !truth.known) return [];
    const properties = withGlobals(template, type, entry(node, 'Properties'));
    const stated = properties ? value(properties) : undefined;
    const shape = SHAPES[type] ?? anyShape(type, stated);
    if (shape.type === '' && splitType(type, { ...EMPTY, address: logicalId, name: logicalId }) === undefined)
      return [];
    const resource: Omit<ResourceInstance, 'type'> = {
      address: prefix + logicalId,
      mode: 'managed',
      name: logicalId,
      values: tagged(stated?.kind === 'object' ? reshape(stated.entries, shape) : new Map(), logicalId),
      location: node.at,
      provider: { ...(account !== '' && { account }), ...(region !== '' && { region }) },
      ...('unknown' in truth && { countUnknown: truth.unknown }),
    };
    return splitType(type, resource) ?? [{ ...resource, type: shape.type }];
  }

  /** With the tags that CloudFormation itself gives, by which a resource is found again in the account. */
  function tagged(values: Map<string, Value>, logicalId: string): Map<string, Value> {
    const tags = values.get('tags');
    if (tags && !('entries' in tags)) return values;
    const own = Object.entries({ 'logical-id': logicalId, 'stack-name': source.name }).flatMap(
      ([name, value]): [string, Value][] =>
        value === undefined ? [] : [[`aws:cloudformation:${name}`, { kind: 'string', value }]],
    );
    return values.set('tags', { kind: 'map', entries: new Map([...(tags?.entries ?? []), ...own]) });
  }

  /** A nested stack's outputs are used where its parent names them. */
  function outputs(): readonly Namer[] {
    const all = entry(template, 'Outputs');
    const names = all?.kind === 'map' ? [...all.entries.keys()] : [];
    return names.map((name) => ({
      address: `${prefix}${name}`,
      inputs: new Map([['value', output(name) ?? NOTHING]]),
    }));
  }

  function output(name: string): Value | undefined {
    const node = entry(entry(entry(template, 'Outputs'), name), 'Value');
    return node && value(node);
  }

  function exported(name: string): Value | undefined {
    const outputs = entry(template, 'Outputs');
    for (const node of outputs?.kind === 'map' ? outputs.entries.values() : []) {
      const as = entry(entry(node, 'Export'), 'Name');
      const said = as && value(as);
      const what = entry(node, 'Value');
      if (said?.kind === 'string' && said.value === name && what) return value(what);
    }
    for (const child of children.values()) {
      const found = child?.exported(name);
      if (found) return found;
    }
    return undefined;
  }

  /** A nested stack whose template is at hand; opened when somebody first asks. */
  function childOf(logicalId: string): OpenStack | undefined {
    if (!children.has(logicalId)) {
      // Asked for again while it is being opened, it has nothing to say: its parameters would depend on its outputs.
      children.set(logicalId, undefined);
      const node = entry(entry(template, 'Resources'), logicalId);
      if (node) children.set(logicalId, openChild(logicalId, node));
    }
    return children.get(logicalId);
  }

  function openChild(logicalId: string, node: Node): OpenStack | undefined {
    const type = textOf(entry(node, 'Type'));
    const properties = entry(node, 'Properties');
    const location = entry(
      properties,
      type === 'AWS::CloudFormation::Stack' ? 'TemplateURL' : type === 'AWS::Serverless::Application' ? 'Location' : '',
    );
    if (!location) return undefined;
    const url = value(location);
    // CDK names the file it will upload beside the resource. (CDK, nested stacks as assets)
    const asset = textOf(entry(entry(node, 'Metadata'), 'aws:asset:path'));
    const near = asset ?? (url.kind === 'string' && !/^\w+:\/\//.test(url.value) ? url.value : undefined);
    const path = near === undefined ? undefined : beside(file, near);
    const text = path === undefined ? undefined : surroundings.read(path);
    const given = value(entry(properties, 'Parameters') ?? { kind: 'map', entries: new Map(), at: node.at });
    const inputs = given.kind === 'object' ? given.entries : new Map<string, Value>();
    if (path === undefined || text === undefined || above.includes(path) || above.length >= MAX_NESTING) {
      const why = above.includes(path ?? '') ? 'its template nests itself' : 'its template is not in the repository';
      problem(logicalId, `what the nested stack makes is not known: ${why}`, node);
      elsewhere.push({ address: prefix + logicalId, inputs });
      return undefined;
    }
    const child: StackSource = {
      file: path,
      text,
      parameters: Object.fromEntries(inputs),
      account,
      region,
    };
    return openStack(child, `${prefix}${logicalId}/`, surroundings, [...above, path]);
  }

  function problem(name: string, message: string, { at }: Node): void {
    problems.push({ resource: prefix + name, file: at.file, line: at.line, message });
  }
}

const EMPTY = { mode: 'managed', values: new Map() } as const;

/** A path beside a file of the repository; undefined when it leads out. */
function beside(file: string, path: string): string | undefined {
  const parts = file.split('/').slice(0, -1);
  for (const step of path.split('/')) {
    if (step === '..' && parts.pop() === undefined) return undefined;
    if (step !== '..' && step !== '.' && step !== '') parts.push(step);
  }
  return path.startsWith('/') ? undefined : parts.join('/');
}

function textsOf(value: Value): readonly string[] | undefined {
  if (value.kind !== 'list') return undefined;
  const texts = value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
  return texts.length === value.items.length ? texts : undefined;
}
