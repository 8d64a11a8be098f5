import { formatAddress, parseCidr, type SourceLocation } from '../network/index.ts';
import { splitParts, type Value } from '../terraform/index.ts';
import { attributeOf } from './attribute.ts';
import { entry, itemsOf, type Node, textOf } from './node.ts';

/** What a template's expressions mean under given parameters. */
export interface Evaluator {
  value(node: Node): Value;
  /** `undefined` with the reason when a condition cannot be decided. */
  condition(name: string): Truth;
  /** What a list is in each way that the undecided conditions on it and on its items may go. */
  worlds(list: Node): Worlds;
}

export interface Worlds {
  readonly values: readonly Value[];
  /** Why there are several. */
  readonly reason?: string;
}

export type Truth = { readonly known: boolean } | { readonly unknown: string };

export interface Context {
  readonly template: Node;
  /** Texts as given, or values of the stack around this one. */
  readonly parameters: Readonly<Record<string, string | Value>>;
  readonly account: string;
  readonly region: string;
  readonly stackName: string | undefined;
  /** What comes before logical ids in addresses. */
  readonly prefix: string;
  /** What another stack exports under a name. */
  imported(name: string): Value | undefined;
  /** The output of a nested stack. */
  childOutput(logicalId: string, output: string): Value | undefined;
}

const MAX_DEPTH = 100;
/** Conditions that one list is told apart by: twice as many lists with each. */
const MAX_UNDECIDED = 5;

export function evaluator(context: Context): Evaluator {
  const { template } = context;
  const conditions = new Map<string, Truth>();
  const inProgress = new Set<string>();
  const assumed = new Map<string, boolean>();
  let depth = 0;

  function value(node: Node): Value {
    if (++depth > MAX_DEPTH) {
      depth--;
      return { kind: 'unknown', reason: 'the expression is nested too deeply', at: node.at };
    }
    try {
      return withoutReferences(evaluate(node));
    } finally {
      depth--;
    }
  }

  function evaluate(node: Node): Value {
    switch (node.kind) {
      case 'scalar':
        return node.text === null ? { kind: 'null', at: node.at } : { kind: 'string', value: node.text, at: node.at };
      case 'list':
        return { kind: 'list', items: node.items.flatMap(listItem), at: node.at };
      case 'map': {
        const entries = [...node.entries].map(([key, item]) => [key, value(item)] as const);
        return { kind: 'object', entries: new Map(entries), at: node.at };
      }
      case 'call':
        return call(node.name, node.argument, node.at);
    }
  }

  /** `Fn::If` among list items: `AWS::NoValue` removes it; undecided, both branches stay, as uncertain. */
  function listItem(node: Node): Value[] {
    if (node.kind !== 'call' || node.name !== 'If') return [value(node)].filter((item) => item.kind !== 'null');
    const [name, yes, no] = itemsOf(node.argument);
    const truth = condition(textOf(name) ?? '');
    if ('known' in truth) return [truth.known ? yes : no].flatMap((branch) => (branch ? listItem(branch) : []));
    return [yes, no]
      .flatMap((branch) => (branch ? listItem(branch) : []))
      .map((item) => uncertain(item, truth.unknown));
  }

  function call(name: string, argument: Node, at: SourceLocation): Value {
    const unknown = (reason: string, resolvedBy?: string): Value => ({
      kind: 'unknown',
      reason,
      ...(resolvedBy !== undefined && { resolvedBy }),
      at,
    });
    const args = itemsOf(argument);
    switch (name) {
      case 'Ref':
        return ref(textOf(argument) ?? '', at);
      case 'GetAtt': {
        const path =
          argument.kind === 'list' ? args.map((item) => textOf(item) ?? '') : (textOf(argument) ?? '').split('.');
        const [logical = '', ...attribute] = path;
        return getAttribute(logical, attribute.join('.'), at);
      }
      case 'Sub':
        return substitute(argument, at);
      case 'Join': {
        const list = args[1] && value(args[1]);
        if (list?.kind !== 'list') return list ?? unknown('Fn::Join without a list');
        return joined(list.items, textOf(args[0]) ?? '', at);
      }
      case 'Split': {
        const text = args[1] && value(args[1]);
        if (text?.kind === 'unknown' && text.parts)
          return { kind: 'list', items: splitParts(text.parts, textOf(args[0]) ?? ','), at };
        if (text?.kind !== 'string') return text ?? unknown('Fn::Split without a text');
        const items = text.value.split(textOf(args[0]) ?? ',');
        return {
          kind: 'list',
          items: items.map((item): Value => ({ kind: 'string', value: item, at: text.at ?? at })),
          at,
        };
      }
      case 'Select': {
        const [index, list] = args.map(value);
        if (list && list.kind !== 'list') return list;
        const at_ = index?.kind === 'string' ? Number(index.value) : Number.NaN;
        return (
          list?.items[at_] ?? unknown(`Fn::Select takes item ${at_} of a list that has ${list?.items.length ?? 0}`)
        );
      }
      case 'FindInMap': {
        const [map, first, second] = args.map(value);
        const keys = [map, first, second];
        const missing = keys.find((key) => key?.kind !== 'string');
        if (missing) return missing;
        const [a, b, c] = keys.map((key) => (key?.kind === 'string' ? key.value : ''));
        const found = entry(entry(entry(entry(template, 'Mappings'), a!), b!), c!);
        if (found) return value(found);
        const fallback = entry(args[3], 'DefaultValue');
        return fallback ? value(fallback) : unknown(`the mapping ${a} has no ${b}.${c}`);
      }
      case 'If': {
        const [test, yes, no] = args;
        const truth = condition(textOf(test) ?? '');
        if ('known' in truth) {
          const branch = truth.known ? yes : no;
          return branch ? value(branch) : { kind: 'null', at };
        }
        return eitherOf([yes, no], truth.unknown, at);
      }
      case 'Cidr':
        return cidrs(args.map(value), at);
      case 'GetAZs': {
        const zones = ['a', 'b', 'c', 'd', 'e', 'f'];
        return context.region === ''
          ? unknown('the zones depend on the Region')
          : {
              kind: 'list',
              items: zones.map((zone): Value => ({ kind: 'string', value: context.region + zone, at })),
              at,
            };
      }
      case 'ImportValue': {
        const name = value(argument);
        const found = name.kind === 'string' ? context.imported(name.value) : undefined;
        return found
          ? { ...found, at: found.at ?? at }
          : unknown(`${name.kind === 'string' ? name.value : 'a value'} is exported by another stack`, 'that stack');
      }
      case 'Length': {
        const list = value(argument);
        if (list.kind === 'list') return { kind: 'string', value: String(list.items.length), at };
        return list.kind === 'unknown' ? list : unknown('Fn::Length without a list');
      }
      case 'ToJsonString': {
        const said = value(argument);
        const open = openIn(said);
        return open ?? { kind: 'string', value: JSON.stringify(plain(said)), at };
      }
      case 'Base64': {
        const said = value(argument);
        if (said.kind !== 'string') return said;
        return { kind: 'string', value: Buffer.from(said.value).toString('base64'), at };
      }
      case 'Equals':
      case 'And':
      case 'Or':
      case 'Not':
      case 'Condition': {
        const truth = truthOf({ kind: 'call', name, argument, at });
        return 'known' in truth ? { kind: 'bool', value: truth.known, at } : unknown(truth.unknown);
      }
      default:
        return unknown(`Fn::${name} is decided when the stack is created`);
    }
  }

  /** Both branches of an undecided `Fn::If`: all they may hold where they are lists, the same where they agree. */
  function eitherOf(branches: readonly (Node | undefined)[], reason: string, at: SourceLocation): Value {
    const said = branches.map((branch): Value => (branch ? value(branch) : { kind: 'null', at }));
    const stated = said.filter((one) => one.kind !== 'null');
    const lists = stated.flatMap((one) => ('items' in one ? [one] : []));
    if (lists.length > 0 && lists.length === stated.length)
      return { kind: 'list', items: lists.flatMap((one) => one.items.map((item) => uncertain(item, reason))), at };
    const [yes, no] = said;
    if (yes?.kind === 'string' && no?.kind === 'string') {
      if (yes.value === no.value) return yes;
      return unknownAt(`it is ${yes.value} or ${no.value}: ${reason}`, at, 'the parameters of the stack');
    }
    return unknownAt(reason, at, 'the parameters of the stack');
  }

  function ref(name: string, at: SourceLocation): Value {
    if (name.startsWith('AWS::')) return pseudo(name, at);
    const parameter = entry(entry(template, 'Parameters'), name);
    if (parameter) return parameterValue(name, parameter, at);
    if (entry(entry(template, 'Resources'), name))
      return { kind: 'symbol', address: context.prefix + name, attribute: ['id'], at };
    return { kind: 'unknown', reason: `${name} is neither a parameter nor a resource of the template`, at };
  }

  function pseudo(name: string, at: SourceLocation): Value {
    const isChina = context.region.startsWith('cn-');
    const partition = isChina ? 'aws-cn' : context.region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
    const suffix = isChina ? 'amazonaws.com.cn' : 'amazonaws.com';
    const text = {
      'AWS::Region': context.region,
      'AWS::AccountId': context.account,
      'AWS::Partition': partition,
      'AWS::StackName': context.stackName,
      'AWS::URLSuffix': suffix,
    }[name];
    if (name === 'AWS::NoValue') return { kind: 'null', at };
    if (text !== undefined && text !== '') return { kind: 'string', value: text, at };
    return { kind: 'unknown', reason: `${name} is known when the stack is created`, at };
  }

  function parameterValue(name: string, parameter: Node, at: SourceLocation): Value {
    const type = textOf(entry(parameter, 'Type')) ?? 'String';
    const given = Object.hasOwn(context.parameters, name) ? context.parameters[name] : undefined;
    if (typeof given === 'object') return handed(given, type, at);
    const byDefault = entry(parameter, 'Default');
    const text = given ?? textOf(byDefault);
    const place = given === undefined && byDefault ? byDefault.at : at;
    if (text === undefined)
      return { kind: 'unknown', reason: `the parameter ${name} has no value`, resolvedBy: 'a parameter file', at };
    if (type.startsWith('AWS::SSM::Parameter::Value'))
      return { kind: 'unknown', reason: `the parameter ${name} is read from Systems Manager (${text})`, at };
    if (!isListType(type)) return { kind: 'string', value: text, at: place };
    const items = text.split(',').map((item): Value => ({ kind: 'string', value: item.trim(), at: place }));
    return { kind: 'list', items, at: place };
  }

  /** What the stack around gives: a list is one text with commas there. */
  function handed(given: Value, type: string, at: SourceLocation): Value {
    if (given.kind !== 'string' || !isListType(type)) return given;
    return {
      kind: 'list',
      items: given.value.split(',').map((item): Value => ({ kind: 'string', value: item.trim(), at })),
      at,
    };
  }

  function getAttribute(logical: string, attribute: string, at: SourceLocation): Value {
    if (!entry(entry(template, 'Resources'), logical))
      return { kind: 'unknown', reason: `${logical} is no resource of the template`, at };
    if (attribute.startsWith('Outputs.')) {
      const output = context.childOutput(logical, attribute.slice('Outputs.'.length));
      return output ? { ...output, at } : unknownAt(`${logical}.${attribute} is told by a nested stack`, at);
    }
    if (attribute === 'EndpointIds') return endpoints(logical, at);
    // What the template itself says, so that functions can work with it.
    const property = entry(entry(entry(entry(template, 'Resources'), logical), 'Properties'), attribute);
    if (property && STATED.test(attribute)) return value(property);
    return { kind: 'symbol', address: context.prefix + logical, attribute: [attributeOf(attribute)], at };
  }

  /** A firewall tells its endpoints as `zone:id`, one for each of its subnets. */
  function endpoints(logical: string, at: SourceLocation): Value {
    const subnets = entry(entry(entry(entry(template, 'Resources'), logical), 'Properties'), 'SubnetMappings');
    const items = itemsOf(subnets).map(
      (_, i): Value => ({
        kind: 'string',
        value: `zone:${context.prefix}${logical}.endpoint_${i}`,
        at,
      }),
    );
    return { kind: 'list', items, at };
  }

  function substitute(argument: Node, at: SourceLocation): Value {
    const [text, names] = argument.kind === 'list' ? argument.items : [argument];
    const parts = (textOf(text) ?? '').split(/(\$\{[^}]*\})/);
    const values = parts.map((part): Value => {
      const name = /^\$\{([^}]*)\}$/.exec(part)?.[1]?.trim();
      if (name === undefined) return { kind: 'string', value: part };
      if (name.startsWith('!')) return { kind: 'string', value: `\${${name.slice(1)}}` };
      const own = entry(names, name);
      if (own) return value(own);
      const [head = '', ...rest] = name.split('.');
      return rest.length > 0 ? getAttribute(head, rest.join('.'), at) : ref(name, at);
    });
    const said = values.filter((part) => part.kind !== 'string' || part.value !== '');
    return said.length === 1 ? { ...said[0]!, at } : joined(values, '', at);
  }

  function joined(items: readonly Value[], by: string, at: SourceLocation): Value {
    const blocked = items.find((item) => item.kind !== 'string');
    if (blocked) {
      const separator: Value = { kind: 'string', value: by };
      const parts = items.flatMap((item, i) => (i === 0 || by === '' ? [item] : [separator, item]));
      return blocked.kind === 'unknown'
        ? { ...blocked, parts }
        : { kind: 'unknown', reason: 'a part of the text is known only when the stack exists', parts, at };
    }
    return { kind: 'string', value: items.map((item) => (item.kind === 'string' ? item.value : '')).join(by), at };
  }

  function worlds(list: Node): Worlds {
    const names = [...new Set(choices(list))];
    const undecided = names.flatMap((name) => {
      const truth = condition(name);
      return 'unknown' in truth ? [{ name, reason: truth.unknown }] : [];
    });
    const [first] = undecided;
    if (!first) return { values: [value(list)] };
    const { reason } = first;
    // Of too many it is only told that there may be any of the items, or none.
    if (undecided.length > MAX_UNDECIDED) return { values: [value(list), { kind: 'null' }], reason };
    const values = Array.from({ length: 2 ** undecided.length }, (_, world) => {
      for (const [at, { name }] of undecided.entries()) assumed.set(name, ((world >> at) & 1) === 0);
      return value(list);
    });
    assumed.clear();
    return { values, reason };
  }

  /** The conditions that decide which items a list has. */
  function choices(list: Node): readonly string[] {
    if (list.kind === 'list') return list.items.filter(isIf).flatMap(choices);
    if (!isIf(list)) return [];
    const [name, ...branches] = itemsOf(list.argument);
    return [textOf(name) ?? '', ...branches.flatMap(choices)];
  }

  function condition(name: string): Truth {
    const world = assumed.get(name);
    if (world !== undefined) return { known: world };
    const done = conditions.get(name);
    if (done) return done;
    const node = entry(entry(template, 'Conditions'), name);
    if (!node || inProgress.has(name))
      return { unknown: `the condition ${name} is ${node ? 'circular' : 'not defined'}` };
    inProgress.add(name);
    const truth = truthOf(node);
    inProgress.delete(name);
    const named: Truth = 'known' in truth ? truth : { unknown: `the condition ${name} is undecided: ${truth.unknown}` };
    conditions.set(name, named);
    return named;
  }

  function truthOf(node: Node): Truth {
    const inner = node.kind === 'map' ? entry(node, 'Condition') : undefined;
    if (inner) return condition(textOf(inner) ?? '');
    if (node.kind !== 'call') return { unknown: 'it is no condition' };
    const args = itemsOf(node.argument);
    switch (node.name) {
      case 'Condition':
        return condition(textOf(node.argument) ?? '');
      case 'Not': {
        const truth: Truth = args[0] ? truthOf(args[0]) : { unknown: 'Fn::Not of nothing' };
        return 'known' in truth ? { known: !truth.known } : truth;
      }
      case 'And':
      case 'Or': {
        const truths = args.map(truthOf);
        const decisive = node.name === 'Or';
        if (truths.some((truth) => 'known' in truth && truth.known === decisive)) return { known: decisive };
        return truths.find((truth) => 'unknown' in truth) ?? { known: !decisive };
      }
      case 'Equals': {
        const [a, b] = args.map(value);
        if (a?.kind === 'string' && b?.kind === 'string') return { known: a.value === b.value };
        const open = [a, b].find((side) => side?.kind === 'unknown');
        return {
          unknown: open?.kind === 'unknown' ? open.reason : 'its two sides are known only when the stack exists',
        };
      }
      default:
        return { unknown: `Fn::${node.name} is no condition` };
    }
  }

  return { value, condition, worlds };
}

function isIf(node: Node): node is Extract<Node, { kind: 'call' }> {
  return node.kind === 'call' && node.name === 'If';
}

/** `{{resolve:ssm:/network/cidr}}` is replaced when the stack is made. */
function withoutReferences(value: Value): Value {
  const [reference] = value.kind === 'string' ? (/\{\{resolve:[^}]*\}\}/.exec(value.value) ?? []) : [];
  return reference === undefined
    ? value
    : {
        kind: 'unknown',
        reason: `${reference} is read when the stack is created`,
        resolvedBy: 'the value itself, or a parameter in its place',
        ...(value.at && { at: value.at }),
      };
}

/** Attributes that are what the property of that name says. */
const STATED = /^(CidrBlock|VpcId|AvailabilityZone)$/;

function isListType(type: string): boolean {
  return type.startsWith('List<') || type === 'CommaDelimitedList';
}

function unknownAt(reason: string, at: SourceLocation, resolvedBy?: string): Value {
  return { kind: 'unknown', reason, ...(resolvedBy !== undefined && { resolvedBy }), at };
}

/** A value as JSON has it; what is not known in it is looked for first. */
function plain(value: Value): unknown {
  if ('items' in value) return value.items.map(plain);
  if ('entries' in value) return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)]));
  return 'value' in value ? value.value : null;
}

function openIn(value: Value): Value | undefined {
  if (value.kind === 'unknown') return value;
  if (value.kind === 'symbol') return unknownAt('a part of it is known only when the stack exists', value.at!);
  const inner = 'items' in value ? value.items : 'entries' in value ? [...value.entries.values()] : [];
  for (const one of inner) {
    const open = openIn(one);
    if (open) return open;
  }
  return undefined;
}

/** Fields of rules whose value, replaced by an unknown, keeps the rule and says that it may not be there. */
const PEERS = /^(CidrIp|CidrIpv6|(Source|Destination)(SecurityGroup(Id|Name)|PrefixListId))$/;

export function uncertain(item: Value, reason: string): Value {
  if (item.kind !== 'object') return { kind: 'unknown', reason, ...(item.at && { at: item.at }) };
  const entries = [...item.entries].map(([key, value]): readonly [string, Value] =>
    PEERS.test(key) ? [key, { kind: 'unknown', reason, ...(value.at && { at: value.at }) }] : [key, value],
  );
  return { ...item, entries: new Map(entries) };
}

/** `Fn::Cidr`: `count` blocks of `bits` host bits from the start of a block. */
function cidrs([block, count, bits]: readonly (Value | undefined)[], at: SourceLocation): Value {
  const [n, b] = [count, bits].map((item) => (item?.kind === 'string' ? Number(item.value) : Number.NaN));
  if (block?.kind !== 'string') return block ?? { kind: 'unknown', reason: 'Fn::Cidr without a block', at };
  if (!(n! >= 1 && n! <= 256 && b! >= 1 && b! <= 128))
    return { kind: 'unknown', reason: 'Fn::Cidr needs a count and host bits', at };
  try {
    const range = parseCidr(block.value);
    const width = range.family === 4 ? 32 : 128;
    const items = Array.from({ length: n! }, (_, i): Value => {
      const first = BigInt(range.first) + (BigInt(i) << BigInt(b!));
      return {
        kind: 'string',
        value: `${formatAddress(range.family === 4 ? Number(first) : first)}/${width - b!}`,
        at,
      };
    });
    return { kind: 'list', items, at };
  } catch {
    return { kind: 'unknown', reason: `'${block.value}' is no CIDR`, at };
  }
}
