import { type Json, locate, parseJson, SyntaxProblem } from '../hcl/index.ts';
import type { Diagnostic, ResourceInstance, Value } from '../resource.ts';
import { addressOf, previousAddress } from './address.ts';
import { readConfiguration } from './configuration.ts';
import { type DataLookup, dataAttribute } from './data-source.ts';
import { evaluate } from './expression.ts';
import { expandBlock } from './instances.ts';
import { type ModuleNode, moduleNode, type Registry, type World } from './module.ts';
import { newBudget } from './problem.ts';
import { type FileReader, joinInside, type ProjectFiles, projectFiles } from './project-files.ts';
import { type RemoteModule, remoteModule } from './remote-module.ts';
import { instanceOf, type ResourceNode } from './resource-node.ts';
import type { Context } from './scope.ts';
import { guarded, report } from './settle.ts';
import { isMapping, isSequence, list, object, type Symbolic, unknown } from './value.ts';
import { readVariableFiles, rootInputs } from './variables.ts';

export interface EvaluateOptions {
  readonly files: FileReader;
  /** The directory of the root module, from the repository root; empty or `.` for the repository root itself. */
  readonly root: string;
  /** Var-files in the order they are given to Terraform, relative to `root`. */
  readonly varFiles?: readonly string[];
  /** Values as `-var` takes them. They win over all files. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The selected workspace. Without it, what depends on it is unknown. */
  readonly workspace?: string;
  /** Answers data sources. Without it they are unknown. */
  readonly data?: DataLookup;
}

export interface Evaluation {
  /** Every instance of every resource and data block, of all modules that are in the repository. */
  readonly resources: readonly ResourceInstance[];
  readonly outputs: ReadonlyMap<string, Value>;
  /** Module calls whose code is not in the repository, with what they are given. */
  readonly remoteModules: readonly RemoteModule[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Evaluates a root module as `terraform plan` would, without providers, credentials or running anything. Never throws
 * for what the code holds: what cannot be known is unknown, with its reason, and mistakes are diagnostics.
 */
export function evaluateRoot(options: EvaluateOptions): Evaluation {
  const root = joinInside(options.root);
  const diagnostics: Diagnostic[] = [];
  if (root === undefined) return empty({ severity: 'error', message: `${options.root} is outside the repository` });
  const files = projectFiles(options.files, root);
  const registry: Registry = { resources: new Map(), modules: new Map(), remotes: new Map(), moves: [] };
  const context: Context = {
    files,
    budget: newBudget(),
    diagnostics,
    depth: 0,
    sensitiveReads: 0,
    ...lookups(registry, options.data),
  };
  const configurations = new Map<string, ReturnType<typeof readConfiguration>>();
  const world: World = {
    context,
    registry,
    root,
    workspace: options.workspace,
    vendored: vendoredModules(files, root, context),
    configuration(dir) {
      if (!configurations.has(dir)) configurations.set(dir, readConfiguration(files, dir, diagnostics));
      return configurations.get(dir);
    },
  };
  const configuration = world.configuration(root);
  if (!configuration) return empty({ severity: 'error', message: `There is no Terraform code in ${root}` });
  const given = readVariableFiles(files, root, options.varFiles ?? [], context);
  const inputs = rootInputs(configuration.variables, given, options.variables ?? {}, context);
  const main = moduleNode(
    configuration,
    {
      address: '',
      path: [],
      above: [],
      inputs,
      providers: () => new Map(),
      uncounted: undefined,
      countUnknown: undefined,
    },
    world,
  );
  main.expandAll();
  return {
    resources: readInstances(main, registry, context),
    outputs: new Map([...configuration.outputs.keys()].map((name) => [name, main.output(name)])),
    remoteModules: Array.from(registry.remotes.values(), remoteModule),
    diagnostics,
  };
}

function empty(diagnostic: Diagnostic): Evaluation {
  return { resources: [], outputs: new Map(), remoteModules: [], diagnostics: [diagnostic] };
}

function readInstances(main: ModuleNode, registry: Registry, context: Context): ResourceInstance[] {
  const imports = importIds(main, context);
  return Array.from(registry.resources.values(), (node) => {
    const previous = previousAddress(node.address, registry.moves);
    const importId = imports.get(node.address);
    return instanceOf(node, context, {
      ...(previous !== undefined && { previousAddress: previous }),
      ...(importId !== undefined && { importId }),
    });
  });
}

/** Import blocks stand in the root module only. */
function importIds({ configuration, scope }: ModuleNode, context: Context): Map<string, string> {
  const ids = new Map<string, string>();
  for (const block of configuration.imports)
    for (const instance of expandBlock(block, scope).instances) {
      const at = locate(block.range);
      const [to, id] = ['to', 'id'].map((name) => block.body.attributes.get(name)?.value);
      const address = to && guarded(context, at, () => addressOf(to, instance.scope));
      const value = id && guarded(context, at, () => evaluate(id, instance.scope));
      if (typeof address === 'string' && value?.kind === 'string') ids.set(address, value.value);
    }
  return ids;
}

/** Attributes that a built-in resource computes from its arguments. */
const ECHOED: Readonly<Record<string, Readonly<Record<string, string>>>> = { terraform_data: { output: 'input' } };

/** How symbols are looked into. */
function lookups(
  registry: Registry,
  data: DataLookup | undefined,
): Pick<Context, 'follow' | 'expand' | 'countUnknown'> {
  const followResource = (node: ResourceNode, symbol: Symbolic, path: readonly string[]): Value => {
    const [name = '', ...rest] = path;
    const whole = { ...symbol, attribute: path };
    if (node.mode === 'data') return rest.length > 0 ? whole : dataAttribute(node, name, data);
    const value = configured(node, path);
    if (!value || value.kind === 'null') return whole;
    // A nested block has computed attributes beside those that are written, so it stays a symbol to look into.
    return node.hasBlocks(name) && (isSequence(value) || isMapping(value)) ? whole : value;
  };
  const owner = (symbol: Symbolic) =>
    registry.resources.get(symbol.address) ??
    registry.modules.get(symbol.address) ??
    registry.remotes.get(symbol.address);
  const countUnknown = (symbol: Symbolic) => (symbol.attribute.length === 0 ? owner(symbol)?.uncounted : undefined);
  return {
    countUnknown,
    follow(symbol, step, indexed) {
      const whole = symbol.attribute.length === 0;
      if (whole && (typeof step === 'number' || (indexed && countUnknown(symbol) !== undefined))) return symbol;
      const node = registry.resources.get(symbol.address);
      if (node) return followResource(node, symbol, [...symbol.attribute, String(step)]);
      if (!whole || typeof step === 'number') return { ...symbol, attribute: [...symbol.attribute, String(step)] };
      const module = registry.modules.get(symbol.address);
      if (!module) return remoteOutput(symbol, step, registry);
      if (module.configuration.outputs.has(step)) return module.output(step);
      return unknown(`${symbol.address} has no output ${step}`, 'a correction of the code', symbol.at);
    },
    expand(symbol) {
      const reason = countUnknown(symbol);
      if (reason !== undefined) return unknown(reason, undefined, symbol.at);
      if (symbol.attribute.length > 0) return expandBlocks(symbol, registry.resources.get(symbol.address));
      const module = registry.modules.get(symbol.address);
      if (!module) return symbol;
      return object(
        new Map([...module.configuration.outputs.keys()].map((name) => [name, module.output(name)])),
        symbol.at,
      );
    },
  };
}

/** What is written at a path of attributes, block indexes and keys; undefined when the code does not say. */
function configured(node: ResourceNode, [name = '', ...rest]: readonly string[]): Value | undefined {
  let value = node.attribute(ECHOED[node.type]?.[name] ?? name);
  for (const step of rest) {
    if (value && isMapping(value)) value = value.entries.get(step);
    else if (value && isSequence(value) && !value.items.some((item) => item.kind === 'unknown' && item.many))
      value = value.items[Number(step)];
    else return value?.kind === 'unknown' ? value : undefined;
  }
  return value;
}

/** Nested blocks as a list of symbols, each of which can be looked into. */
function expandBlocks(symbol: Symbolic, node: ResourceNode | undefined): Value {
  const value = node && configured(node, symbol.attribute);
  if (!value || !isSequence(value)) return value && value.kind !== 'null' ? value : symbol;
  return list(
    value.items.map((item, index) =>
      isMapping(item) ? { ...symbol, attribute: [...symbol.attribute, String(index)] } : item,
    ),
  );
}

function remoteOutput(symbol: Symbolic, name: string, registry: Registry): Value {
  const source = registry.remotes.get(symbol.address)?.source;
  const from = source ? `comes from ${source}, which is not in the repository` : 'could not be read';
  return unknown(`${symbol.address}.${name}: the module ${from}`, 'a plan, or the module in the repository', symbol.at);
}

/** Modules that `terraform init` put into the repository (.terraform/modules, committed), by their path of names. */
function vendoredModules(files: ProjectFiles, root: string, context: Context): Map<string, string> {
  const dirs = new Map<string, string>();
  const path = joinInside(root, '.terraform/modules/modules.json')!;
  const manifest = guarded(context, { file: path, line: 1 }, () => files.readAt(path));
  if (typeof manifest !== 'string') return dirs;
  try {
    const json = parseJson({ file: path, text: manifest });
    for (const entry of itemsOf(memberOf(json, 'Modules'))) {
      const [key, dir] = ['Key', 'Dir'].map((name) => memberOf(entry, name));
      const inside = dir?.kind === 'scalar' ? joinInside(root, String(dir.value)) : undefined;
      if (key?.kind === 'scalar' && key.value !== '' && inside !== undefined) dirs.set(String(key.value), inside);
    }
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    report(context, problem.message, locate(problem.range), 'warning');
  }
  return dirs;
}

function memberOf(json: Json | undefined, name: string): Json | undefined {
  return json?.kind === 'object' ? json.members.find((member) => member.name === name)?.value : undefined;
}

function itemsOf(json: Json | undefined): readonly Json[] {
  return json?.kind === 'array' ? json.items : [];
}
