import { createHash } from 'node:crypto';

interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601, whole seconds, UTC. */
  readonly date: string;
}

export interface TreeEntry {
  readonly name: string;
  /** `commit` is a submodule's: of another repository. */
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Signature;
  /** Every file of the commit: path → blob, or the commit that a submodule is at. */
  readonly files: ReadonlyMap<string, string>;
}

/** One store for all repositories, as the repositories of a fork network share theirs on GitHub. */
export interface ObjectStore {
  readonly blobs: Map<string, Buffer>;
  readonly trees: Map<string, readonly TreeEntry[]>;
  readonly commits: Map<string, Commit>;
  /** Blobs that are symbolic links, wherever they are. */
  readonly links: Set<string>;
}

const MODES = { blob: '100644', tree: '040000', commit: '160000' } as const satisfies Record<TreeEntry['type'], string>;

export function createObjectStore(): ObjectStore {
  return { blobs: new Map(), trees: new Map(), commits: new Map(), links: new Set() };
}

export function modeOf(store: ObjectStore, { type, sha }: Pick<TreeEntry, 'type' | 'sha'>): string {
  return store.links.has(sha) ? '120000' : MODES[type];
}

/** The id Git itself gives an object of this type and content. */
function objectId(type: 'blob' | 'tree' | 'commit', content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}

export function writeBlob(store: ObjectStore, content: string | Buffer): string {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
  const sha = objectId('blob', bytes);
  store.blobs.set(sha, bytes);
  return sha;
}

/** Writes the tree of these files, and its subtrees; the root tree's id. */
function writeTree(store: ObjectStore, files: ReadonlyMap<string, string>): string {
  const blobs: TreeEntry[] = [];
  const directories = new Map<string, Map<string, string>>();
  for (const [path, sha] of files) {
    const slash = path.indexOf('/');
    if (slash < 0) {
      blobs.push({ name: path, type: store.commits.has(sha) ? 'commit' : 'blob', sha });
      continue;
    }
    const directory = path.slice(0, slash);
    const below = directories.get(directory) ?? new Map<string, string>();
    directories.set(directory, below.set(path.slice(slash + 1), sha));
  }
  const trees = [...directories].map(
    ([name, below]): TreeEntry => ({ name, type: 'tree', sha: writeTree(store, below) }),
  );
  // Git orders a directory as if its name ended in a slash.
  const key = (entry: TreeEntry): string => (entry.type === 'tree' ? `${entry.name}/` : entry.name);
  const entries = [...blobs, ...trees].sort((a, b) => Buffer.compare(Buffer.from(key(a)), Buffer.from(key(b))));
  const content = Buffer.concat(
    entries.flatMap((entry) => [
      Buffer.from(`${modeOf(store, entry).replace(/^0/, '')} ${entry.name}\0`),
      Buffer.from(entry.sha, 'hex'),
    ]),
  );
  const sha = objectId('tree', content);
  store.trees.set(sha, entries);
  return sha;
}

export function writeCommit(
  store: ObjectStore,
  commit: Omit<Commit, 'sha' | 'tree'> & { readonly files: ReadonlyMap<string, string> },
): Commit {
  const tree = writeTree(store, commit.files);
  const { name, email, date } = commit.author;
  const person = `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
  const content = [
    `tree ${tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${person}`,
    `committer ${person}`,
    '',
    commit.message,
  ].join('\n');
  const written = { ...commit, tree, sha: objectId('commit', Buffer.from(content)) };
  store.commits.set(written.sha, written);
  return written;
}

/** Every entry below a tree, directories before what they hold; paths are relative to it. */
export function walkTree(store: ObjectStore, sha: string, prefix = ''): (TreeEntry & { readonly path: string })[] {
  return (store.trees.get(sha) ?? []).flatMap((entry) => {
    const path = prefix + entry.name;
    const here = { ...entry, path };
    return entry.type === 'tree' ? [here, ...walkTree(store, entry.sha, `${path}/`)] : [here];
  });
}
