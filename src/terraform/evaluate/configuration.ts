import type { Attribute, Block, Body } from '../hcl/index.ts';
import { parseFile } from '../hcl/index.ts';
import type { Diagnostic } from '../resource.ts';
import { EvaluationProblem } from './problem.ts';
import { joinInside, type ProjectFiles } from './project-files.ts';

/** The blocks of one module directory by what they declare. */
export interface Configuration {
  /** From the repository root. */
  readonly dir: string;
  readonly variables: ReadonlyMap<string, Block>;
  readonly locals: ReadonlyMap<string, Attribute>;
  readonly outputs: ReadonlyMap<string, Block>;
  /** By `type.name`; data sources by `data.type.name`. */
  readonly resources: ReadonlyMap<string, Block>;
  readonly modules: ReadonlyMap<string, Block>;
  readonly providers: readonly Block[];
  readonly moved: readonly Block[];
  readonly imports: readonly Block[];
}

/** Reads the code of a directory, override files last. Undefined when there is none. */
export function readConfiguration(
  files: ProjectFiles,
  dir: string,
  diagnostics: Diagnostic[],
): Configuration | undefined {
  const names = codeFiles(files.list(dir));
  if (names.length === 0) return undefined;
  const blocks: Block[] = [];
  for (const name of names) {
    const read = readBlocks(files, joinInside(dir, name)!, diagnostics);
    if (isOverride(name)) for (const block of read) override(blocks, block);
    else blocks.push(...read);
  }
  return sortOut(dir, blocks);
}

/** `.tf` and `.tf.json`; OpenTofu's `.tofu` stands in for a `.tf` of the same name. Overrides last, as Terraform merges them. */
function codeFiles(names: readonly string[]): string[] {
  const tofu = names.filter((name) => /\.tofu(?:\.json)?$/.test(name));
  const replaced = new Set(tofu.map((name) => name.replace(/\.tofu(?=$|\.json$)/, '.tf')));
  const code = names.filter(
    (name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name) && !name.startsWith('.') && !replaced.has(name),
  );
  return code.sort((a, b) => Number(isOverride(a)) - Number(isOverride(b)) || (a < b ? -1 : 1));
}

function isOverride(name: string): boolean {
  return /(?:^|_)override\.(?:tf|tofu)(?:\.json)?$/.test(name);
}

function readBlocks(files: ProjectFiles, path: string, diagnostics: Diagnostic[]): readonly Block[] {
  try {
    const text = files.readAt(path);
    if (text === undefined) return [];
    const parsed = parseFile(path, text);
    diagnostics.push(...parsed.diagnostics.map((diagnostic) => ({ ...diagnostic, syntax: true as const })));
    return parsed.body.blocks;
  } catch (problem) {
    if (!(problem instanceof EvaluationProblem)) throw problem;
    diagnostics.push({ severity: 'error', message: problem.message, at: { file: path, line: 1 } });
    return [];
  }
}

/** Attributes and nested blocks of an override take the place of those of the same name. */
function override(blocks: Block[], by: Block): void {
  const index = blocks.findIndex(({ type, labels }) => type === by.type && labels.join('\0') === by.labels.join('\0'));
  const block = blocks[index];
  if (!block || by.type === 'locals') {
    blocks.push(by);
    return;
  }
  const replaced = new Set(by.body.blocks.map(blockName));
  const body: Body = {
    ...block.body,
    attributes: new Map([...block.body.attributes, ...by.body.attributes]),
    blocks: [...block.body.blocks.filter((inner) => !replaced.has(blockName(inner))), ...by.body.blocks],
  };
  blocks[index] = { ...block, body };
}

function blockName({ type, labels }: Block): string {
  return type === 'dynamic' ? (labels[0] ?? type) : type;
}

function sortOut(dir: string, blocks: readonly Block[]): Configuration {
  const named = (type: string) =>
    new Map(blocks.filter((block) => block.type === type).map((block) => [block.labels[0] ?? '', block]));
  const all = (type: string) => blocks.filter((block) => block.type === type);
  return {
    dir,
    variables: named('variable'),
    locals: new Map(all('locals').flatMap((block) => [...block.body.attributes])),
    outputs: named('output'),
    resources: new Map([
      ...all('resource').map((block) => [block.labels.join('.'), block] as const),
      ...all('data').map((block) => [`data.${block.labels.join('.')}`, block] as const),
    ]),
    modules: named('module'),
    providers: all('provider'),
    moved: all('moved'),
    imports: all('import'),
  };
}
