import { posix } from 'node:path';
import { parseTemplateText } from '../../hcl/index.ts';
import type { Value } from '../../resource.ts';
import { EvaluationProblem, refuse } from '../problem.ts';
import type { ProjectFiles } from '../project-files.ts';
import { asUnknown, bool, isOpen, set, text } from '../value.ts';
import { type FunctionEnvironment, type FunctionTable, mappingOf, string, textOf, whole } from './define.ts';
import { globPattern } from './glob.ts';

const contents = new WeakMap<Value, string>();

/** The file a string is the whole content of, so that what is decoded from it keeps its lines. */
export function contentsOf(value: Value): string | undefined {
  return contents.get(value);
}

/** @throws EvaluationProblem when the file is not there, too large, or outside the repository */
export function readContents(files: ProjectFiles, path: string): string {
  return files.read(path) ?? refuse(`there is no file ${path}`);
}

function file(path: string, { context }: FunctionEnvironment): Value {
  const content = readContents(context.files, path);
  const value = text(content, { file: context.files.resolve(path), line: 1 });
  contents.set(value, context.files.resolve(path));
  return value;
}

function fileSet(path: string, pattern: string, { context }: FunctionEnvironment): Value {
  const matches = globPattern(pattern);
  const base = context.files.resolve(path);
  const found: Value[] = [];
  for (const name of context.files.walk(base)) {
    context.budget.spend(2);
    if (matches(name)) found.push(text(name));
  }
  return set(found);
}

/** A template sees only the names it is given; a template cannot render another template file. */
function templateFile(path: string, names: Value, environment: FunctionEnvironment): Value {
  const { files } = environment.context;
  const parsed = parseTemplateText(files.resolve(path), readContents(files, path));
  return render(parsed, names, environment);
}

function render(parsed: ReturnType<typeof parseTemplateText>, names: Value, environment: FunctionEnvironment): Value {
  if (!parsed.expression) throw new EvaluationProblem(parsed.diagnostic.message, parsed.diagnostic.at);
  return environment.render(parsed.expression, mappingOf(names).entries);
}

export const fileFunctions: FunctionTable = {
  basename: { params: [{ ...string, open: 'all' }], run: ([path], environment) => baseName(path!, environment) },
  dirname: { params: [string], run: ([path]) => text(directory(textOf(path))) },
  file: { params: [string], run: ([path], environment) => file(textOf(path), environment) },
  filebase64: {
    params: [string],
    run: ([path], { context }) => text(Buffer.from(readContents(context.files, textOf(path))).toString('base64')),
  },
  fileexists: { params: [string], run: ([path], { context }) => bool(context.files.exists(textOf(path))) },
  fileset: {
    params: [string, string],
    run: ([path, pattern], environment) => fileSet(textOf(path), textOf(pattern), environment),
  },
  templatefile: {
    params: [string, { ...whole, open: 'parts' }],
    run: ([path, names], environment) => templateFile(textOf(path), names!, environment),
  },
  templatestring: {
    params: [string, { ...whole, open: 'parts' }],
    run: ([template, names], environment) =>
      render(parseTemplateText('template', textOf(template)), names!, environment),
  },
};

/** Why `path.cwd` is not known; the name of the directory is, unless it is the repository's own. */
export const WORKING_DIRECTORY = 'path.cwd is a directory of the machine that runs Terraform';

function baseName(path: Value, { context }: FunctionEnvironment): Value {
  if (isOpen(path)) {
    const root = context.files.resolve('.');
    const known = path.kind === 'unknown' && path.reason === WORKING_DIRECTORY && root !== '.';
    return known ? text(posix.basename(root)) : asUnknown(path);
  }
  return text(textOf(path) === '' ? '.' : posix.basename(textOf(path)) || '/');
}

/** Go's filepath.Dir: cleaned, and everything before the last slash. */
function directory(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : posix.normalize(path.slice(0, slash) || '/').replace(/(?<=.)\/$/, '');
}
