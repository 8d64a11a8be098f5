import { posix } from 'node:path';
import { evaluateExpression, type FileReader } from '../evaluate/index.ts';
import { type Block, type Expression, parseFile, type Range, textOf } from '../hcl/index.ts';

/** Files that one unit may include or read. */
const MAX_FILES = 50;

/**
 * Says `terragrunt.hcl` of a folder, and what it includes, in Terraform's language, so that Terraform's evaluator reads it:
 * `inputs` and `terraform.source` become outputs, `dependency` a data source, an included or read file a module in a folder of
 * the file's own name. Lines stay where they are.
 * @returns the text of each file by the path that stands for it; undefined when the folder is no unit
 */
export function translate(files: FileReader, unit: string): ReadonlyMap<string, string> | undefined {
  const main = posix.join(unit, 'terragrunt.hcl');
  if (!files.list(unit || '.').includes('terragrunt.hcl')) return undefined;
  const texts = new Map<string, string>();
  add(main, `${main}.tf`);
  return texts;

  /** Adds a file under the path that stands for it. */
  function add(path: string, as: string): void {
    if (texts.has(as) || texts.size >= MAX_FILES) return;
    texts.set(as, '');
    const isInside = !path.startsWith('../') && !posix.isAbsolute(path);
    const source = (isInside && files.read(path)) || '';
    const { body } = parseFile(path, source);
    const edits: Edit[] = [];
    const modules: string[] = [];
    const includes: string[] = [];
    let hasSource = false;
    const call = (name: string, file: string): string => {
      const target = posix.join(unit, file);
      add(target, `${target}/main.tf`);
      // A path that does not start with a dot would be taken for a registry's.
      const source = posix.relative(posix.dirname(as), target);
      modules.push(`module "${name}" { source = ${JSON.stringify(source.startsWith('.') ? source : `./${source}`)} }`);
      return name;
    };
    const said = (range: Range): string => {
      let read = 0;
      return withFunctions(textOf(range), path)
        .replaceAll(/read_terragrunt_config\(\s*"([^"$]+)"\s*(?:,[^()]*)?\)/g, (_, file: string) => {
          return `module.${call(`read_${edits.length}_${read++}`, file)}`;
        })
        .replaceAll(/\bdependency\./g, 'data.terragrunt_dependency.')
        .replaceAll(/\binclude\.(\w+)\./g, 'module.include_$1.');
    };
    for (const { type, labels, body: inner, range } of body.blocks) {
      const [name = 'root'] = labels;
      const [where, from] = ['path', 'source'].map((attribute) => inner.attributes.get(attribute)?.value);
      if (type === 'locals') edits.push({ range, text: said(range) });
      else if (type === 'dependency')
        edits.push({ range, text: said(range).replace(/^dependency\b/, 'data "terragrunt_dependency"') });
      else if (type === 'terraform' && from) {
        edits.push(local('terragrunt_source', from));
        hasSource = true;
      } else if (type === 'include' && where) {
        const file = evaluateExpression(said(where.range)).value;
        if (file?.kind !== 'string') continue;
        includes.push(call(`include_${name}`, file.value));
      }
    }
    const inputs = body.attributes.get('inputs')?.value;
    if (inputs) edits.push(local('terragrunt_inputs', inputs));
    const locals = body.blocks.filter((block) => block.type === 'locals').flatMap(namesOf);
    const inherited = includes.map((name) => `module.${name}`);
    const merged = ['{}', ...inherited.map((one) => `${one}.inputs`), ...(inputs ? ['local.terragrunt_inputs'] : [])];
    const outputs = {
      locals: `{ ${locals.map((name) => `${name} = local.${name}`).join(', ')} }`,
      inputs: `merge(${merged.join(', ')})`,
      source: hasSource ? 'local.terragrunt_source' : inherited[0] === undefined ? 'null' : `${inherited[0]}.source`,
    };
    const shown = Object.entries(outputs).map(([name, value]) => `output "${name}" { value = ${value} }`);
    texts.set(as, [placed(source, edits), ...modules, ...shown].join('\n'));

    function local(name: string, value: Expression): Edit {
      return { range: value.range, text: `locals { ${name} = ${said(value.range)} }` };
    }
  }

  /** Terragrunt's own functions, as the paths they give; all paths are from the unit's folder. */
  function withFunctions(text: string, path: string): string {
    const folder = posix.dirname(path);
    const known: readonly (readonly [RegExp, (argument: string) => string])[] = [
      [/find_in_parent_folders\(\s*(?:"([^"]*)"[^()]*)?\)/g, (name) => parent(name)],
      [/(?:get_terragrunt_dir|get_original_terragrunt_dir|get_working_dir)\(\s*\)/g, () => '.'],
      [/get_parent_terragrunt_dir\([^()]*\)/g, () => posix.relative(unit, folder) || '.'],
      [/(?:get_repo_root|get_path_to_repo_root)\(\s*\)/g, () => posix.relative(unit, '') || '.'],
      [/get_path_from_repo_root\(\s*\)/g, () => unit],
      [/path_relative_to_include\([^()]*\)/g, () => posix.relative(folder, unit) || '.'],
      [/path_relative_from_include\([^()]*\)/g, () => posix.relative(unit, folder) || '.'],
    ];
    return known.reduce(
      (so, [pattern, give]) => so.replaceAll(pattern, (_, argument?: string) => quoted(give(argument ?? ''))),
      text,
    );
  }

  /** The nearest file of the name in a folder above; `terragrunt.hcl` or `root.hcl` without a name. */
  function parent(name: string): string {
    const names = name === '' ? ['terragrunt.hcl', 'root.hcl'] : [name];
    for (let folder = unit; folder !== '.' && folder !== ''; ) {
      folder = posix.dirname(folder);
      const listed = files.list(folder === '.' ? '' : folder).map((entry) => entry.replace(/\/$/, ''));
      const found = names.find((one) =>
        one.includes('/') ? files.read(posix.join(folder, one)) : listed.includes(one),
      );
      if (found) return posix.relative(unit, posix.join(folder, found));
    }
    return name;
  }
}

/** A text as a literal of the language. */
function quoted(text: string): string {
  return JSON.stringify(text)
    .replaceAll('${', () => '$${')
    .replaceAll('%{', () => '%%{');
}

interface Edit {
  readonly range: Range;
  readonly text: string;
}

function namesOf(block: Block): readonly string[] {
  return [...block.body.attributes.keys()];
}

/** The edits at their lines, and nothing else of the text. */
function placed(source: string, edits: readonly Edit[]): string {
  let text = '';
  let at = 0;
  for (const { range, text: said } of [...edits].sort((a, b) => a.range.start - b.range.start)) {
    text += source.slice(at, range.start).replaceAll(/[^\n]/g, '') + said;
    at = range.end;
  }
  return text + source.slice(at).replaceAll(/[^\n]/g, '');
}
