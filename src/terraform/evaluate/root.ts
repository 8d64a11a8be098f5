import type { SourceLocation } from '../../network/index.ts';
import { locate } from '../hcl/index.ts';
import type { Diagnostic, ResourceInstance, Value } from '../resource.ts';
import { addressOf, previousAddress } from './address.ts';
import { readConfiguration } from './configuration.ts';
import { type DataLookup, dataAnswer } from './data-source.ts';
import { evaluate } from './expression.ts';
import { expandBlock } from './instances.ts';
import { atCall, withModels, withoutModelLines } from './modelled.ts';
import { type ModuleNode, moduleNode, type Registry, type World } from './module.ts';
import { newBudget } from './problem.ts';
import { type FileReader, joinInside, projectFiles } from './project-files.ts';
import { type RemoteModule, remoteModule } from './remote-module.ts';
import { instanceOf } from './resource-node.ts';
import type { Context } from './scope.ts';
import { guarded, settle } from './settle.ts';
import { symbolLookups } from './symbols.ts';
import { constantScope, readVariableFiles, rootInputs } from './variables.ts';
import { vendoredModules } from './vendored.ts';

export interface EvaluateOptions {
  readonly files: FileReader;
  /** The directory of the root module, from the repository root; empty or `.` for the repository root itself. */
  readonly root: string;
  /** Var-files in the order they are given to Terraform, relative to `root`. */
  readonly varFiles?: readonly string[];
  /** Values as `-var` takes them. They win over all files. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Values that whatever runs Terraform hands over; all other sources win over them. */
  readonly inputs?: ReadonlyMap<string, Value>;
  /** Values that are known to hold, from a plan: they win, written where an equal value is. */
  readonly settled?: ReadonlyMap<string, Value>;
  /** The selected workspace. Without it, what depends on it is unknown. */
  readonly workspace?: string;
  /** Where the configuration sends this root, for what its provider block leaves open. */
  readonly provider?: { readonly region?: string; readonly account?: string };
  /** Where the root module is named, when it is a modelled one: its own lines are no file of anybody's. */
  readonly calledAt?: SourceLocation;
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
  const files = projectFiles(withModels(options.files), root);
  const registry: Registry = {
    resources: new Map(),
    modules: new Map(),
    remotes: new Map(),
    calls: new Map(),
    moves: [],
  };
  const context: Context = {
    files,
    budget: newBudget(),
    diagnostics,
    depth: 0,
    sensitiveReads: 0,
    ...symbolLookups(registry, options.data),
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
  const fromUser = rootInputs(configuration.variables, given, options.variables ?? {}, context);
  const stated = (name: string): Value | undefined => fromUser(name) ?? options.inputs?.get(name);
  const byDefault = (name: string): Value | undefined => {
    const attribute = configuration.variables.get(name)?.body.attributes.get('default');
    return attribute && settle(attribute.value, constantScope(context));
  };
  const inputs = (name: string): Value | undefined => {
    const known = options.settled?.get(name);
    return known ? settled(known, stated(name) ?? byDefault(name)) : stated(name);
  };
  const main = moduleNode(
    configuration,
    {
      address: '',
      path: [],
      above: [],
      inputs,
      providers: () => new Map(options.provider && [['aws', options.provider]]),
      uncounted: undefined,
      countUnknown: undefined,
    },
    world,
  );
  main.expandAll();
  return {
    resources: readInstances(main, registry, context, options),
    outputs: new Map([...configuration.outputs.keys()].map((name) => [name, main.output(name)])),
    remoteModules: Array.from(registry.remotes.values(), remoteModule),
    diagnostics: diagnostics.map(withoutModelLines),
  };
}

/** A value that is known to hold, with the places of one that is written, where that is the same. */
function settled(known: Value, written: Value | undefined): Value {
  return written && plainText(known) === plainText(written) ? written : known;
}

function plainText(value: Value): string {
  const plain = (one: Value): unknown => {
    if ('items' in one) return one.items.map(plain);
    if ('entries' in one)
      return [...one.entries].map(([key, entry]) => [key, plain(entry)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
    return 'value' in one ? String(one.value) : one.kind;
  };
  return JSON.stringify(plain(value));
}

function empty(diagnostic: Diagnostic): Evaluation {
  return { resources: [], outputs: new Map(), remoteModules: [], diagnostics: [diagnostic] };
}

function readInstances(
  main: ModuleNode,
  registry: Registry,
  context: Context,
  { data, calledAt }: EvaluateOptions,
): ResourceInstance[] {
  const imports = importIds(main, context);
  return Array.from(registry.resources.values(), (node) => {
    const previous = previousAddress(node.address, registry.moves);
    const importId = imports.get(node.address);
    const instance = instanceOf(node, context, {
      ...(previous !== undefined && { previousAddress: previous }),
      ...(importId !== undefined && { importId }),
    });
    const answer = node.mode === 'data' ? dataAnswer(node, data) : undefined;
    const answered =
      answer && 'entries' in answer
        ? { ...instance, values: new Map([...instance.values, ...answer.entries]) }
        : instance;
    return atCall(answered, registry.calls, calledAt);
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
