import { posix } from 'node:path';
import { type FileReader, filesOnDemand, onDemand } from './on-demand.ts';
import { normalized, parentOf } from './path.ts';
import type { Contents, Root } from './ports.ts';
import { localModules } from './references.ts';

/** The code of one root module, or of one stack's templates, as a commit has it. */
export interface Code {
  /** The root's folder and those of the local modules it calls; the repository's own is the empty string. */
  readonly folders: ReadonlySet<string>;
  /** Texts of their code and of the root's variable files, by path from the repository's root. */
  readonly files: ReadonlyMap<string, string>;
  /** CloudFormation templates among them; a root that has some holds no Terraform. */
  readonly templates: readonly string[];
  /** Runs a synchronous reading of the repository; what it asks for and is not here is fetched, and it is run again. */
  readonly read: <T>(evaluate: (files: FileReader) => T) => Promise<T>;
}

const CODE = /(\.(tf|tofu)(\.json)?|(^|\/)terragrunt\.hcl)$/;
const AUTOMATIC = /^(terraform\.tfvars|.*\.auto\.tfvars)(\.json)?$/;
const TEMPLATE = /\.(ya?ml|json|template)$/;
/** What `cdk synth` writes: templates of stacks, those of stages a folder below. */
const SYNTHESIZED = /\.template\.json$/;

/** Reads the code of a root and of its modules; without folders when the commit has no such root. */
export async function readCode(contents: Contents, commit: string, root: Root): Promise<Code> {
  const files = new Map<string, string>();
  const folders = new Set<string>();
  const rootFolder = normalized(root.path);
  const read = async (paths: readonly string[]) => {
    await contents.prefetch(
      commit,
      paths.filter((path) => !files.has(path)),
    );
    for (const path of paths) {
      const text = files.get(path) ?? (await contents.read(commit, path));
      if (text !== undefined) files.set(path, text);
    }
  };
  const list = async (folder: string) =>
    (await contents.files(commit, folder === '' ? undefined : folder)).map((file) => file.path);
  const variables = (folder: string) => read(root.varFiles.map((path) => normalized(posix.join(folder, path))));
  const code = (templates: readonly string[]): Code => ({
    folders,
    files,
    templates,
    read: (evaluate) => {
      const reader = filesOnDemand(contents, commit, files);
      return onDemand(() => evaluate(reader));
    },
  });

  if (TEMPLATE.test(rootFolder)) {
    await read([rootFolder]);
    if (files.size === 0) return code([]);
    // The file stands for its folder: nothing else in there concerns it.
    folders.add(rootFolder);
    await variables(parentOf(rootFolder));
    return code([rootFolder]);
  }
  const listed = await list(rootFolder);
  if (!listed.some((path) => parentOf(path) === rootFolder && CODE.test(path))) {
    const synthesized = listed.filter((path) => SYNTHESIZED.test(path));
    const here = listed.filter((path) => parentOf(path) === rootFolder && TEMPLATE.test(path));
    const candidates = synthesized.length > 0 ? synthesized : here;
    await read(candidates);
    const templates = candidates.filter((path) => /"?\bResources"?\s*:/.test(files.get(path) ?? ''));
    if (templates.length > 0) {
      folders.add(rootFolder);
      await variables(rootFolder);
      return code(templates);
    }
  }

  const queue = [rootFolder];
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    if (folders.has(folder)) continue;
    const paths = folder === rootFolder ? listed : await list(folder);
    if (paths.length === 0) continue;
    folders.add(folder);
    const here = paths.filter((path) => parentOf(path) === folder);
    const sources = here.filter((path) => CODE.test(path));
    await read(sources);
    if (folder === rootFolder) await read(here.filter((path) => AUTOMATIC.test(posix.basename(path))));
    queue.push(...sources.flatMap((path) => localModules(parentOf(path), files.get(path) ?? '')));
  }
  await variables(rootFolder);
  return code([]);
}
