import { posix } from 'node:path';
import type { Contents, Root } from './ports.ts';

/** The text of one root module, of the local modules it calls, and of the files these name. */
export interface Code {
  /** By path from the repository's root. */
  readonly files: ReadonlyMap<string, string>;
  /** The root's folder and those of the modules; the repository's own is the empty string. */
  readonly folders: ReadonlySet<string>;
}

const CODE = /\.(tf|tf\.json)$/;
const AUTOMATIC = /(^|\/)(terraform\.tfvars|[^/]*\.auto\.tfvars)(\.json)?$/;
/** `source = "../network"`, in HCL or JSON. What merely looks like it costs a folder read in vain, and no more. */
const LOCAL_SOURCE = /\bsource"?\s*[=:]\s*"(\.\.?\/[^"]*)"/g;
/** Larger files are data, not code; what needs one is undecided. */
const MAX_NAMED_FILE = 500_000;

/** Reads the code of a root as a commit has it, and nothing else; empty when the commit has no such root. */
export async function readCode(contents: Contents, commit: string, root: Root): Promise<Code> {
  const files = new Map<string, string>();
  const folders = new Set<string>();
  const rootFolder = folderOf(root.path);
  const queue = [rootFolder];
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    if (folders.has(folder)) continue;
    const listed = await contents.files(commit, folder === '' ? undefined : folder);
    if (listed.length === 0) continue;
    folders.add(folder);
    const wanted = listed
      .map((file) => file.path)
      .filter((path) => parentOf(path) === folder)
      .filter((path) => CODE.test(path) || (folder === rootFolder && AUTOMATIC.test(path)));
    const texts = await readAll(contents, commit, wanted, files);
    const named = listed
      .filter(({ path, size }) => size <= MAX_NAMED_FILE && !files.has(path) && !/\.(tf|tfvars)(\.json)?$/.test(path))
      .map((file) => file.path)
      .filter((path) => texts.some((text) => text.includes(posix.basename(path))));
    await readAll(contents, commit, named, files);
    queue.push(...texts.flatMap((text) => localModules(folder, text)));
  }
  const varFiles = root.varFiles.map((path) => folderOf(posix.join(rootFolder, path)));
  await readAll(contents, commit, varFiles, files);
  return { files, folders };
}

async function readAll(
  contents: Contents,
  commit: string,
  paths: readonly string[],
  into: Map<string, string>,
): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const path of paths) {
    const text = await contents.read(commit, path);
    if (text === undefined) continue;
    into.set(path, text);
    texts.push(text);
  }
  return texts;
}

/** Folders of the local modules that a file calls; what leads outside the repository is not followed. */
function localModules(folder: string, text: string): readonly string[] {
  return [...text.matchAll(LOCAL_SOURCE)]
    .map((match) => folderOf(posix.join(folder, match[1]!)))
    .filter((path) => !path.startsWith('..'));
}

/** A path in the form the other functions here use: no leading `./`, no trailing `/`, empty for the repository's root. */
export function folderOf(path: string): string {
  const normal = posix.normalize(path).replace(/\/$/, '');
  return normal === '.' ? '' : normal;
}

/** The folder a file lies in, in that form. */
export function parentOf(path: string): string {
  return folderOf(posix.dirname(path));
}

/** Whether a changed file may change what the code says. */
export function isPartOf(code: Code, path: string): boolean {
  return code.files.has(path) || ((CODE.test(path) || AUTOMATIC.test(path)) && code.folders.has(parentOf(path)));
}
