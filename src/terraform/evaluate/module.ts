import type { SourceLocation } from '../../network/index.ts';
import { type Block, locate } from '../hcl/index.ts';
import { isModelled } from '../modules/index.ts';
import type { Value } from '../resource.ts';
import { addressOf, type Move } from './address.ts';
import type { Configuration } from './configuration.ts';
import { WORKING_DIRECTORY } from './functions/file.ts';
import { type Expansion, expandBlock, type Instance } from './instances.ts';
import { placed } from './modelled.ts';
import { locateModule } from './module-source.ts';
import { refuse } from './problem.ts';
import { type Providers, providerOf, providersFor, readProviders } from './provider.ts';
import type { RemoteNode } from './remote-module.ts';
import { type ResourceNode, resourceNode } from './resource-node.ts';
import type { Context, Scope, Step } from './scope.ts';
import { guarded, memo, report, settle } from './settle.ts';
import { object, text, tuple, type Unknown, unknown } from './value.ts';
import { variableValue } from './variables.ts';

/** What all modules of one evaluation register themselves in. */
export interface Registry {
  readonly resources: Map<string, ResourceNode>;
  readonly modules: Map<string, ModuleNode>;
  readonly remotes: Map<string, RemoteNode>;
  /** Where each module instance is called. */
  readonly calls: Map<string, SourceLocation>;
  readonly moves: Move[];
}

/** What the modules of one evaluation share. */
export interface World {
  readonly context: Context;
  readonly registry: Registry;
  readonly root: string;
  readonly workspace: string | undefined;
  /** The directory of a module that is vendored: by its path of names, `vpc.subnets`. */
  readonly vendored: ReadonlyMap<string, string>;
  readonly configuration: (dir: string) => Configuration | undefined;
}

/** A module instance. */
export interface ModuleNode {
  /** Empty for the root, else `module.a["x"]`. */
  readonly address: string;
  readonly configuration: Configuration;
  readonly scope: Scope;
  readonly uncounted: string | undefined;
  readonly countUnknown: string | undefined;
  output(name: string): Value;
  /** Registers everything the module declares, its own modules included. */
  expandAll(): void;
}

interface Call {
  readonly address: string;
  /** Names of the calls from the root, without keys. */
  readonly path: readonly string[];
  /** Directories of the modules above, to refuse a module that calls itself. */
  readonly above: readonly string[];
  readonly inputs: (name: string) => Value | undefined;
  /** Evaluated when somebody asks: a provider block may use what modules give. */
  readonly providers: () => Providers;
  readonly uncounted: string | undefined;
  readonly countUnknown: string | undefined;
}

/** Makes a module instance; nothing is evaluated before it is asked for. */
export function moduleNode(configuration: Configuration, call: Call, world: World): ModuleNode {
  const { context, registry } = world;
  const prefix = call.address === '' ? '' : `${call.address}.`;
  const names = fixedNames(configuration, world);

  const cyclic =
    (what: string, at?: SourceLocation) =>
    (name: string): Unknown => {
      const reason = `${prefix}${what}.${name} refers to itself`;
      report(context, reason, at);
      return unknown(reason, 'a correction of the code');
    };
  const missing = (address: string, at: SourceLocation): Unknown => {
    const reason = `${prefix}${address} is not declared`;
    report(context, reason, at);
    return unknown(reason, 'a correction of the code', at);
  };

  const readVariable = (name: string, block: Block): Value => {
    if (isSensitive(block)) context.sensitiveReads++;
    return variableValue(name, block, call.inputs(name), context);
  };
  const variable = memo<Value>(
    context,
    (name) => readVariable(name, configuration.variables.get(name)!),
    cyclic('var'),
  );
  const local = memo<Value>(context, (name) => settle(configuration.locals.get(name)!.value, scope), cyclic('local'));
  const output = memo<Value>(
    context,
    (name) => {
      const block = configuration.outputs.get(name);
      const value = block?.body.attributes.get('value');
      if (block && isSensitive(block)) context.sensitiveReads++;
      if (block && value && isModelled(block.range.source.file))
        return placed(settle(value.value, scope), registry.calls.get(call.address));
      return value
        ? settle(value.value, scope)
        : unknown(`${prefix}output.${name} has no value`, 'a correction of the code');
    },
    cyclic('output'),
  );
  const providers = memo<Providers>(
    context,
    () => readProviders(configuration.providers, call.providers(), scope),
    () => new Map(),
  );

  const resource = memo<Value>(
    context,
    (key) => {
      const block = configuration.resources.get(key)!;
      const expansion = expandBlock(block, scope);
      for (const instance of expansion.instances) {
        const data = block.type === 'data';
        const [type = '', name = ''] = block.labels;
        const address = `${prefix}${key}${instance.key}`;
        const provider = () => providerOf(block, providers(''), instance.scope);
        const countUnknown = call.countUnknown ?? instance.countUnknown;
        const uncounted = instance.countUnknown;
        const facts = {
          address,
          mode: data ? 'data' : 'managed',
          type,
          name,
          block,
          provider,
          uncounted,
          countUnknown,
        } as const;
        registry.resources.set(address, resourceNode(facts, withSelf(instance.scope, address)));
      }
      return named(`${prefix}${key}`, expansion);
    },
    cyclic('resource'),
  );

  const child = memo<Value>(
    context,
    (name) => {
      const block = configuration.modules.get(name)!;
      const expansion = expandBlock(block, scope);
      for (const instance of expansion.instances) makeChild(name, block, instance);
      return named(`${prefix}module.${name}`, expansion);
    },
    cyclic('module'),
  );

  const makeChild = (name: string, block: Block, instance: Instance): void => {
    const address = `${prefix}module.${name}${instance.key}`;
    const at = locate(block.range);
    registry.calls.set(address, at);
    const input = memo<Value | undefined>(
      context,
      (argument) => {
        const attribute = block.body.attributes.get(argument);
        return attribute && settle(attribute.value, instance.scope);
      },
      (argument) => cyclic(`module.${name}`, at)(argument),
    );
    const countUnknown = call.countUnknown ?? instance.countUnknown;
    const path = [...call.path, name];
    const handed = () => providersFor(block, providers(''), instance.scope);
    const found = locateModule(block, path, [...call.above, configuration.dir], scope, world);
    if (found.configuration) {
      const inner: Call = {
        address,
        path,
        above: [...call.above, configuration.dir],
        inputs: input,
        providers: handed,
        uncounted: instance.countUnknown,
        countUnknown,
      };
      registry.modules.set(address, moduleNode(found.configuration, inner, world));
      return;
    }
    if (found.problem !== undefined)
      report(context, found.problem, at, found.source === undefined ? 'error' : 'warning');
    const remote = {
      address,
      source: found.source ?? '',
      block,
      input,
      uncounted: instance.countUnknown,
      countUnknown,
    };
    registry.remotes.set(address, { ...remote, provider: () => handed().get('aws') });
  };

  const scope: Scope = {
    context,
    bound: (name) => names.get(name),
    reference(root, steps, at) {
      if (root === 'resource') {
        // `resource.aws_vpc.main` is the long form of `aws_vpc.main`.
        const { value, used } = scope.reference(nameAt(steps, 0, root), steps.slice(1), at);
        return { value, used: used + 1 };
      }
      const name = (index: number) => nameAt(steps, index, root);
      switch (root) {
        case 'var':
          return {
            value: configuration.variables.has(name(0)) ? variable(name(0)) : missing(`var.${name(0)}`, at),
            used: 1,
          };
        case 'local':
          return {
            value: configuration.locals.has(name(0)) ? local(name(0)) : missing(`local.${name(0)}`, at),
            used: 1,
          };
        case 'module':
          return {
            value: configuration.modules.has(name(0)) ? child(name(0)) : missing(`module.${name(0)}`, at),
            used: 1,
          };
        case 'each':
        case 'count':
        case 'self':
          return refuse(`${root} means nothing here`);
        case 'ephemeral':
          return { value: unknown(`ephemeral.${name(0)}.${name(1)} is only known during a run`), used: 2 };
      }
      const used = root === 'data' ? 2 : 1;
      const key = [root, ...steps.slice(0, used).map((_, index) => name(index))].join('.');
      return { value: configuration.resources.has(key) ? resource(key) : missing(key, at), used };
    },
  };

  for (const block of configuration.moved) {
    const [from, to] = ['from', 'to'].map((end) => {
      const attribute = block.body.attributes.get(end);
      return attribute && guarded(context, locate(block.range), () => addressOf(attribute.value, scope));
    });
    if (typeof from === 'string' && typeof to === 'string')
      registry.moves.push({ from: prefix + from, to: prefix + to });
  }

  return {
    address: call.address,
    configuration,
    scope,
    uncounted: call.uncounted,
    countUnknown: call.countUnknown,
    output,
    expandAll() {
      for (const key of configuration.resources.keys()) resource(key);
      for (const name of configuration.modules.keys()) {
        child(name);
        const address = `${prefix}module.${name}`;
        for (const [key, node] of registry.modules)
          if (key === address || key.startsWith(`${address}[`)) node.expandAll();
      }
    },
  };
}

function isSensitive(block: Block): boolean {
  const flag = block.body.attributes.get('sensitive')?.value;
  return flag?.kind === 'literal' && flag.value === true;
}

/** What the name of a block with instances stands for. Its place is where it is referred to. */
function named(address: string, expansion: Expansion): Value {
  const symbol = (key: string): Value => ({ kind: 'symbol', address: address + key, attribute: [] });
  const open = expansion.instances.find((instance) => instance.countUnknown !== undefined);
  if (expansion.form === 'single' || open) return symbol('');
  if (expansion.form === 'list') return tuple(expansion.instances.map(({ key }) => symbol(key)));
  return object(new Map(expansion.instances.map(({ key, name = '' }) => [name, symbol(key)])));
}

function withSelf(scope: Scope, address: string): Scope {
  const self: Value = { kind: 'symbol', address, attribute: [] };
  return { ...scope, bound: (name) => (name === 'self' ? self : scope.bound(name)) };
}

function nameAt(steps: readonly Step[], index: number, root: string): string {
  const step = steps[index];
  return step?.kind === 'attribute' ? step.name : refuse(`${root} must be followed by a name`);
}

function fixedNames({ dir }: Configuration, { root, workspace }: World): ReadonlyMap<string, Value> {
  const known =
    workspace === undefined ? unknown('the workspace is not known', 'name it in the configuration') : text(workspace);
  const path = new Map<string, Value>([
    ['module', text(relative(root, dir))],
    ['root', text('.')],
    ['cwd', unknown(WORKING_DIRECTORY, 'a plan')],
  ]);
  return new Map([
    ['terraform', object(new Map<string, Value>([['workspace', known]]))],
    ['path', object(path)],
  ]);
}

/** Terraform's path.module: from the root module's directory. */
function relative(from: string, to: string): string {
  const [a, b] = [from, to].map((path) => path.split('/').filter((part) => part !== '' && part !== '.'));
  let common = 0;
  while (common < a!.length && a![common] === b![common]) common++;
  return [...a!.slice(common).map(() => '..'), ...b!.slice(common)].join('/') || '.';
}
