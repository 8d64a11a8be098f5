import { posix } from 'node:path';
import {
  type DataLookup,
  type EvaluateOptions,
  type Evaluation,
  evaluateRoot,
  type FileReader,
} from '../evaluate/index.ts';
import { type Block, parseFile } from '../hcl/index.ts';
import type { ResourceInstance, Value } from '../resource.ts';
import { textsOf } from './attribute.ts';

/** A root module whose code is known: the same options that evaluate it. */
export type KnownRoot = Omit<EvaluateOptions, 'files'>;

/** What tells one state from another, by type of backend. (Terraform documentation, backends) */
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
  s3: ['bucket', 'key'],
  gcs: ['bucket', 'prefix'],
  azurerm: ['storage_account_name', 'container_name', 'key'],
  http: ['address'],
  remote: ['organization', 'name'],
  local: ['path'],
};

interface Backend {
  readonly type: string;
  readonly config: ReadonlyMap<string, string>;
}

/**
 * Answers `terraform_remote_state` with the outputs of another root whose code is known, found by its backend block. What that
 * root makes is taken from what is live, when one resource there has its type and name; else it is unknown.
 * @param from directory of the root that asks, for local states
 * @param live answers data sources from the account
 */
export function remoteStates(
  files: FileReader,
  roots: readonly KnownRoot[],
  from: string,
  live: DataLookup | undefined,
): DataLookup {
  const backends = new Map(roots.map((root) => [root, backendOf(files, root.root)]));
  const evaluations = new Map<KnownRoot, Evaluation>();
  return (type, args) => {
    if (type !== 'terraform_remote_state') return undefined;
    const wanted = askedFor(args, from);
    const root = wanted && roots.find((one) => isSame(backends.get(one), wanted));
    if (!root) return undefined;
    // A root that asks for its own state, by whatever way round, finds nothing to ask further.
    if (!evaluations.has(root)) evaluations.set(root, evaluateRoot({ ...root, files }));
    return { kind: 'object', entries: new Map([['outputs', outputsOutside(evaluations.get(root)!, root.root, live)]]) };
  };
}

function byName([a]: readonly [string, Value], [b]: readonly [string, Value]): number {
  return a < b ? -1 : 1;
}

/** A root without a backend block keeps its state beside the code. */
function backendOf(files: FileReader, root: string): Backend | undefined {
  const blocks = files
    .list(root)
    .filter((name) => /\.tf(\.json)?$/.test(name))
    .flatMap((name) => {
      const path = posix.join(root, name);
      return parseFile(path, files.read(path) ?? '').body.blocks;
    })
    .filter((block) => block.type === 'terraform')
    .flatMap((block) => block.body.blocks);
  const cloud = blocks.find((block) => block.type === 'cloud');
  if (cloud) return { type: 'remote', config: literals(cloud) };
  const backend = blocks.find((block) => block.type === 'backend');
  if (!backend) return local(root, 'terraform.tfstate');
  const type = backend.labels[0] ?? '';
  const config = literals(backend);
  return type === 'local' ? local(root, config.get('path') ?? 'terraform.tfstate') : { type, config };
}

function local(root: string, path: string): Backend {
  return { type: 'local', config: new Map([['path', posix.join(root, path)]]) };
}

/** The texts a block states, those of its nested blocks (`workspaces`) beside its own. */
function literals({ body }: Block): Map<string, string> {
  const own = [...body.attributes].flatMap(([name, { value }]): [string, string][] =>
    value.kind === 'literal' ? [[name, String(value.value)]] : [],
  );
  return new Map([...own, ...body.blocks.flatMap((block) => [...literals(block)])]);
}

function askedFor(args: ReadonlyMap<string, Value>, from: string): Backend | undefined {
  const type = args.get('backend');
  const config = args.get('config');
  const workspace = args.get('workspace');
  // The state of another workspace is that of other code, as far as anybody can tell here.
  if (type?.kind !== 'string' || !config || !('entries' in config) || (workspace && workspace.kind !== 'null'))
    return undefined;
  const texts = new Map(entriesOf(config));
  if (type.value === 'local') return local(from, texts.get('path') ?? '');
  return { type: type.value, config: texts };
}

function entriesOf(config: Extract<Value, { kind: 'map' | 'object' }>): [string, string][] {
  return [...config.entries].flatMap(([name, value]): [string, string][] => {
    if ('entries' in value) return entriesOf(value);
    const texts = textsOf(value);
    return Array.isArray(texts) && texts.length === 1 ? [[name, texts[0] as string]] : [];
  });
}

function isSame(backend: Backend | undefined, wanted: Backend): boolean {
  const identity = IDENTITY[wanted.type] ?? [];
  return (
    backend?.type === wanted.type &&
    identity.length > 0 &&
    identity.every((name) => backend.config.has(name) && backend.config.get(name) === wanted.config.get(name))
  );
}

/** What a root gives to others: of what is yet to be made there, what is found live under the same name. */
export function outputsOutside({ outputs, resources }: Evaluation, root: string, live: DataLookup | undefined): Value {
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  const seen = [...outputs].map(([name, value]) => [name, outside(value, byAddress, root, live)] as const);
  return { kind: 'object', entries: new Map(seen.sort(byName)) };
}

function outside(
  value: Value,
  resources: ReadonlyMap<string, ResourceInstance>,
  root: string,
  live: DataLookup | undefined,
): Value {
  if ('items' in value) return { ...value, items: value.items.map((item) => outside(item, resources, root, live)) };
  if ('entries' in value)
    return {
      ...value,
      entries: new Map([...value.entries].map(([name, entry]) => [name, outside(entry, resources, root, live)])),
    };
  if (value.kind !== 'symbol') return value;
  const made = resources.get(value.address);
  const [attribute = '', ...rest] = value.attribute;
  const fact = made && rest.length === 0 ? liveOf(made, live)?.get(attribute) : undefined;
  return (
    fact ?? {
      kind: 'unknown',
      reason: `${[value.address, ...value.attribute].join('.')} of ${root} is not found in the account`,
      resolvedBy: 'a scan of the account',
    }
  );
}

/** The one live resource of the type with the Name tag, or else the name, that the code gives: a data source finds it. */
function liveOf(made: ResourceInstance, live: DataLookup | undefined): ReadonlyMap<string, Value> | undefined {
  const tags = made.values.get('tags');
  const tag = tags && 'entries' in tags ? tags.entries.get('Name') : undefined;
  const name = made.values.get('name');
  const asked: readonly (readonly [string, Value | undefined])[] = [
    ['id', made.importId === undefined ? undefined : { kind: 'string', value: made.importId }],
    ['tags', tag?.kind === 'string' ? { kind: 'map', entries: new Map([['Name', tag]]) } : undefined],
    ['name', name?.kind === 'string' ? name : undefined],
  ];
  for (const [argument, value] of asked) {
    const answer = value && live?.(made.type, new Map([[argument, value]]), made.provider);
    if (answer && 'entries' in answer) return answer.entries;
  }
  return undefined;
}
