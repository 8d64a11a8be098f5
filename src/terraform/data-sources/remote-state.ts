import { posix } from 'node:path';
import {
  type DataLookup,
  type EvaluateOptions,
  type Evaluation,
  evaluateRoot,
  type FileReader,
  type ProviderHint,
} from '../evaluate/index.ts';
import { type Block, parseFile } from '../hcl/index.ts';
import type { ResourceInstance, Value } from '../resource.ts';
import { identities } from '../resources/index.ts';
import { textsOf } from './attribute.ts';

/** A root module whose code is known: the same options that evaluate it. */
export interface KnownRoot extends Omit<EvaluateOptions, 'files'> {
  /** The repository it lies in, when that is another one, and its files. */
  readonly elsewhere?: { readonly repository: string; readonly files: FileReader };
  /** Its resources are laid over the same network as those of the root that asks. */
  readonly together?: boolean;
}

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
  readonly workspace: string;
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
  const backends = new Map<KnownRoot, Backend | undefined>();
  const outputs = new Map<KnownRoot, Value | undefined>();
  const backend = (root: KnownRoot): Backend | undefined => {
    if (!backends.has(root)) backends.set(root, backendOf(root.elsewhere?.files ?? files, root));
    const known = backends.get(root);
    // What lies beside the code of another repository is not beside this.
    return root.elsewhere && known?.type === 'local' ? undefined : known;
  };
  const outputsOf = (root: KnownRoot): Value | undefined => {
    if (!outputs.has(root)) {
      // A root that asks for its own state, by whatever way round, finds nothing to ask further.
      outputs.set(root, undefined);
      const data: DataLookup = (...asked) => answer(root.root)(...asked) ?? live?.(...asked);
      const { elsewhere, together = false, provider } = root;
      const evaluation = evaluateRoot({ ...root, files: elsewhere?.files ?? files, data });
      const place = { root: root.root, live, together, ...(provider && { place: provider }) };
      const said = outputsOutside(evaluation, place);
      outputs.set(root, elsewhere ? writtenIn(elsewhere.repository, said) : said);
    }
    return outputs.get(root);
  };
  /** Those of one repository after the other, the asking one first: others are opened only for a state that nobody here keeps. */
  const find = (wanted: Backend): KnownRoot | undefined => {
    for (const group of Map.groupBy(roots, ({ elsewhere }) => elsewhere?.files ?? files)) {
      const [reader, inside] = group;
      reader.expect?.(inside.map(({ root }) => root));
      const found = inside.find((one) => isSame(backend(one), wanted));
      if (found) return found;
    }
    return undefined;
  };
  const answer =
    (asking: string): DataLookup =>
    (type, args) => {
      if (type !== 'terraform_remote_state') return undefined;
      const wanted = askedFor(args, asking);
      const root = wanted && find(wanted);
      const said = root && outputsOf(root);
      if (said) return { kind: 'object', entries: new Map([['outputs', said]]) };
      const which = wanted && (wanted.config.get('key') ?? wanted.config.get('name') ?? wanted.config.get('path'));
      const unread = new Set(roots.flatMap(({ elsewhere }) => elsewhere?.files.absence?.('') ?? []));
      const reason = [`the state ${which ?? 'it names'} is of no root that is known here`, ...unread].join('; ');
      return {
        kind: 'unknown',
        reason,
        resolvedBy: 'the code map of sallyport.yml, with the root that keeps the state',
      };
    };
  return answer(from);
}

function byName([a]: readonly [string, Value], [b]: readonly [string, Value]): number {
  return a < b ? -1 : 1;
}

/** A root without a backend block keeps its state beside the code. */
function backendOf(files: FileReader, { root, workspace = 'default' }: KnownRoot): Backend | undefined {
  const blocks = files
    .list(root)
    .filter((name) => /\.(tf|tofu)(\.json)?$/.test(name))
    .flatMap((name) => {
      const path = posix.join(root, name);
      return parseFile(path, files.read(path) ?? '').body.blocks;
    })
    .filter((block) => block.type === 'terraform')
    .flatMap((block) => block.body.blocks);
  const cloud = blocks.find((block) => block.type === 'cloud');
  if (cloud) return remote(literals(cloud), workspace);
  const backend = blocks.find((block) => block.type === 'backend');
  if (!backend) return local(root, 'terraform.tfstate', workspace);
  const type = backend.labels[0] ?? '';
  const config = literals(backend);
  if (type === 'remote') return remote(config, workspace);
  if (type === 'local') return local(root, config.get('path') ?? 'terraform.tfstate', workspace);
  return { type, config, workspace };
}

function local(root: string, path: string, workspace: string): Backend {
  return { type: 'local', config: new Map([['path', posix.join(root, path)]]), workspace };
}

/** There a workspace has a name of its own: one for all, or chosen among those of a prefix or with a tag. */
function remote(config: ReadonlyMap<string, string>, workspace: string): Backend {
  const name = config.get('name') ?? `${config.get('prefix') ?? ''}${workspace}`;
  return { type: 'remote', config: new Map([...config, ['name', name]]), workspace: 'default' };
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
  const named = args.get('workspace') ?? { kind: 'null' };
  if (type?.kind !== 'string' || !config || !('entries' in config)) return undefined;
  if (named.kind !== 'string' && named.kind !== 'null') return undefined;
  const workspace = named.kind === 'string' ? named.value : 'default';
  const texts = new Map(entriesOf(config));
  if (type.value === 'local') return local(from, texts.get('path') ?? '', workspace);
  return type.value === 'remote' ? remote(texts, workspace) : { type: type.value, config: texts, workspace };
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
    backend.workspace === wanted.workspace &&
    identity.length > 0 &&
    identity.every((name) => backend.config.has(name) && backend.config.get(name) === wanted.config.get(name))
  );
}

/** What a root gives to others: of what is yet to be made there, what is found live under the same name. */
export function outputsOutside(
  { outputs, resources, diagnostics }: Evaluation,
  { together, place = {}, ...around }: OutputPlace,
): Value {
  const isBroken = diagnostics.some(({ syntax }) => syntax);
  const elsewhere: Elsewhere = {
    ...around,
    place,
    resources: new Map(resources.map((resource) => [resource.address, resource])),
    ...(together && !isBroken && { reference: references(around.root, resources) }),
  };
  const seen = [...outputs].map(([name, value]) => [name, outside(value, elsewhere)] as const);
  return { kind: 'object', entries: new Map(seen.sort(byName)) };
}

interface OutputPlace extends Pick<Elsewhere, 'root' | 'live'> {
  readonly place?: ProviderHint;
  /** Its resources are laid over the same network as those of whoever asks. */
  readonly together: boolean;
}

/** `envs/network:aws_security_group.web`: what a resource of another root is called where both are laid over one network. */
function references(root: string, resources: readonly ResourceInstance[]): NonNullable<Elsewhere['reference']> {
  const ids = identities(resources);
  return (value) => {
    const made = ids.find(value.address);
    const id = ids.resolve(value);
    if (made?.mode !== 'managed' || id.kind !== 'string' || id.value !== ids.idOf(made)) return undefined;
    return id.value.startsWith(made.address) ? { ...id, value: `${root}:${id.value}` } : id;
  };
}

/** Says of a value that its lines are another repository's. */
function writtenIn(repository: string, value: Value): Value {
  const here = value.at ? { ...value, at: { ...value.at, file: `${repository}/${value.at.file}` } } : value;
  if ('items' in here) return { ...here, items: here.items.map((item) => writtenIn(repository, item)) };
  if ('entries' in here)
    return {
      ...here,
      entries: new Map([...here.entries].map(([name, entry]) => [name, writtenIn(repository, entry)])),
    };
  return here;
}

/** Other code, and where it goes. */
export interface Elsewhere {
  readonly resources: ReadonlyMap<string, ResourceInstance>;
  /** What the code is called in reports. */
  readonly root: string;
  readonly live: DataLookup | undefined;
  /** For resources that do not say themselves. */
  readonly place: ProviderHint;
  /** What is not live yet, as it is called there and here. */
  readonly reference?: (value: Extract<Value, { kind: 'symbol' }>) => Value | undefined;
}

/** A value of other code as it is seen from here: what that code makes is what is found live, or unknown. */
export function outside(value: Value, elsewhere: Elsewhere): Value {
  if ('items' in value) return { ...value, items: value.items.map((item) => outside(item, elsewhere)) };
  if ('entries' in value)
    return {
      ...value,
      entries: new Map([...value.entries].map(([name, entry]) => [name, outside(entry, elsewhere)])),
    };
  if (value.kind !== 'symbol') return value;
  const { resources, root, live, place, reference } = elsewhere;
  const made = resources.get(value.address);
  const [attribute = '', ...rest] = value.attribute;
  const fact = made && rest.length === 0 ? liveOf(made, live, place)?.get(attribute) : undefined;
  return (
    fact ??
    reference?.(value) ?? {
      kind: 'unknown',
      reason: `${[value.address, ...value.attribute].join('.')} of ${root} is not found in the account`,
      resolvedBy: 'a scan of the account',
    }
  );
}

/**
 * The one live resource of the type with the Name tag, or else the name, that the code gives, or that CloudFormation made
 * of it: a data source finds it.
 */
function liveOf(
  made: ResourceInstance,
  live: DataLookup | undefined,
  place: ProviderHint,
): ReadonlyMap<string, Value> | undefined {
  const tags = made.values.get('tags');
  const tagged = (...names: readonly string[]): Value | undefined => {
    const entries = names.map(
      (name) => [name, tags && 'entries' in tags ? tags.entries.get(name) : undefined] as const,
    );
    const known = entries.flatMap(([name, value]) => (value?.kind === 'string' ? [[name, value] as const] : []));
    return known.length === names.length ? { kind: 'map', entries: new Map(known) } : undefined;
  };
  const name = made.values.get('name');
  const asked: readonly (readonly [string, Value | undefined])[] = [
    ['id', made.importId === undefined ? undefined : { kind: 'string', value: made.importId }],
    ['tags', tagged('aws:cloudformation:stack-name', 'aws:cloudformation:logical-id')],
    ['tags', tagged('Name')],
    ['name', name?.kind === 'string' ? name : undefined],
    ['tags', tagged('aws:cloudformation:logical-id')],
  ];
  for (const [argument, value] of asked) {
    const answer = value && live?.(made.type, new Map([[argument, value]]), { ...place, ...made.provider });
    if (answer && 'entries' in answer) return answer.entries;
  }
  return undefined;
}
