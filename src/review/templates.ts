import { cdkStacks, exportsOf, parameters, readStacks, type StackSource } from '../cloudformation/index.ts';
import type { Network } from '../network/index.ts';
import { type FileReader, liveData } from '../terraform/index.ts';
import type { Code } from './code.ts';
import { normalized } from './path.ts';
import { type Place, rootsBeside, type Surroundings } from './surroundings.ts';

/** The stacks that a root's templates are. */
export interface TemplateStacks {
  readonly sources: readonly StackSource[];
  /** `CloudFormation templates (3)` */
  readonly source: string;
}

/** Undefined for a root that holds no templates. */
export async function templateStacks(place: Place, code: Code): Promise<TemplateStacks | undefined> {
  const { templates } = code;
  if (templates.length === 0) return undefined;
  const sources = await code.read((files) => stacksIn(place, templates, files));
  const kind = templates[0]!.endsWith('.template.json') ? 'synthesized CloudFormation' : 'CloudFormation';
  return { sources, source: `${kind} ${sources.length === 1 ? 'template' : `templates (${sources.length})`}` };
}

/** The network of a root's stacks together; what they import is answered by the repository's other stacks. */
export async function readTemplates(
  place: Place & Surroundings,
  code: Code,
  { sources }: TemplateStacks,
  qualified: boolean,
): Promise<Network> {
  const { root, account, live } = place;
  const others = rootsBeside(place);
  const data = live && liveData(live, { account, region: root.region });
  return code.read((files) => {
    const read = (path: string) => files.read(path);
    const elsewhere = () => others.flatMap((other) => stacksIn(other, templatesIn(other.root.path, files), files));
    return readStacks(sources, { read, exported: exportsOf(elsewhere, read, data), qualified });
  });
}

const TEMPLATE = /\.(ya?ml|json|template)$/;

/** Templates of a root that nobody has read yet. */
function templatesIn(root: string, files: FileReader): readonly string[] {
  const paths = TEMPLATE.test(root)
    ? [normalized(root)]
    : files.list(root).flatMap((name) => (TEMPLATE.test(name) ? [normalized(`${root}/${name}`)] : []));
  return paths.filter((path) => /"?\bResources"?\s*:/.test(files.read(path) ?? ''));
}

/** Every template is a stack of its own, but those of a synthesized app are as many as its manifest says. */
function stacksIn({ root, account }: Place, templates: readonly string[], files: FileReader): readonly StackSource[] {
  const { path, varFiles, region } = root;
  const place = { account, region };
  const folder = normalized(path);
  const isSynthesized = templates.some((template) => template.endsWith('.template.json'));
  if (isSynthesized && files.read(normalized(`${folder}/manifest.json`))?.includes('aws:cloudformation:stack'))
    return cdkStacks(folder, (file) => files.read(normalized(file))).map((stack) => ({ ...place, ...stack }));
  const values = parameters(varFiles.map((name) => files.read(besideRoot(folder, name)) ?? ''));
  return templates.map((file) => ({ ...place, file, text: files.read(file) ?? '', parameters: values }));
}

function besideRoot(root: string, name: string): string {
  return normalized(`${TEMPLATE.test(root) ? `${root}/..` : root}/${name}`);
}
