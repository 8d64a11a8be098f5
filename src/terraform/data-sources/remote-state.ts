import { posix } from 'node:path';
import type { Network } from '../../network/index.ts';
import { type DataLookup, type EvaluateOptions, type Evaluation, evaluateRoot, type FileReader } from '../evaluate/index.ts';
import { type Block, parseFile } from '../hcl/index.ts';
import type { ResourceInstance, Value } from '../resource.ts';
import { textsOf, valueOf } from './attribute.ts';
import { SOURCES } from './sources.ts';

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
 */
export function remoteStates(
  files: FileReader,
  roots: readonly KnownRoot[],
  from: string,
  live: Network | undefined,
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
    const { outputs, resources } = evaluations.get(root)!;
    const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
    const seen = [...outputs].map(([name, value]) => [name, outside(value, byAddress, root.root, live)] as const);
    return { kind: 'object', entries: new Map([['outputs', { kind: 'object', entries: new Map(seen.sort(byName)) }]]) };
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

/** A value as another root sees it: attributes of what is to be made there by what is live. */
function outside(
  value: Value,
  resources: ReadonlyMap<string, ResourceInstance>,
  root: string,
  live: Network | undefined,
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
  const found = made && live && rest.length === 0 ? liveOf(made, live) : undefined;
  const fact = found?.attributes[attribute];
  if (fact !== undefined) return valueOf(fact);
  return {
    kind: 'unknown',
    reason: `${[value.address, ...value.attribute].join('.')} of ${root} is not found in the account`,
    resolvedBy: 'a scan of the account',
  };
}

/** The one live resource of the type with the name, or the Name tag, that the code gives. */
function liveOf(made: ResourceInstance, live: Network): ReturnType<(typeof SOURCES)[string]['find']>[number] | undefined {
  const source = Object.hasOwn(SOURCES, made.type) ? SOURCES[made.type] : undefined;
  const tags = made.values.get('tags');
  const tag = tags && 'entries' in tags ? tags.entries.get('Name') : undefined;
  const name = made.values.get('name');
  const fitting = source
    ?.find(live)
    .filter(
      ({ resource, attributes }) =>
        (made.importId !== undefined && resource.id === made.importId) ||
        (tag?.kind === 'string' && resource.tags?.['Name'] === tag.value) ||
        (name?.kind === 'string' && attributes['name'] === name.value),
    );
  return fitting?.length === 1 ? fitting[0] : undefined;
}
