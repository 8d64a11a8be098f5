import { posix } from 'node:path';
import { outputsOutside } from '../data-sources/index.ts';
import {
  type DataLookup,
  type EvaluateOptions,
  type Evaluation,
  evaluateRoot as evaluateCode,
  type FileReader,
} from '../evaluate/index.ts';
import { knownModule } from '../modules/index.ts';
import type { Diagnostic, Value } from '../resource.ts';
import { translate } from './translate.ts';

/**
 * Evaluates a root module as `terraform plan` would, without providers, credentials or running anything. A folder that holds a
 * `terragrunt.hcl` is the module of its local source, with its inputs; what it depends on is evaluated, too.
 */
export function evaluateRoot(options: UnitOptions): Evaluation {
  return evaluateUnit(options, []);
}

interface UnitOptions extends EvaluateOptions {
  /** Roots whose resources are laid over the same network as this one's. */
  readonly together?: ReadonlySet<string>;
}

/** Units that depend on units, and no further. */
const MAX_DEPTH = 10;

function evaluateUnit(options: UnitOptions, above: readonly string[]): Evaluation {
  const unit = posix.normalize(options.root).replace(/\/$/, '').replace(/^\.$/, '');
  const texts = translate(options.files, unit);
  if (!texts) return evaluateCode(options);
  const data = withDependencies(options, unit, above);
  const said = evaluateCode({ files: overlaid(options.files, unit, texts), root: unit, data });
  const [given, source] = ['inputs', 'source'].map((name) => said.outputs.get(name));
  const inputs = given && 'entries' in given ? given.entries : new Map<string, Value>();
  const root = source === undefined || source.kind === 'null' ? unit : folderOf(unit, source);
  const diagnostics = said.diagnostics.map(inFile);
  if (root === undefined) {
    const from = source?.kind === 'string' ? source.value : 'a source that cannot be known';
    const message = `the code of ${unit || 'the root'} comes from ${from}, which is not in the repository`;
    const at = { file: posix.join(unit, 'terragrunt.hcl'), line: source?.at?.line ?? 1 };
    diagnostics.push({ severity: 'warning', message, at });
    return { resources: [], outputs: new Map(), remoteModules: [], diagnostics };
  }
  const handed = new Map([...inputs].map(([name, value]) => [name, written(value)]));
  const calledAt = source?.at && { ...source.at, file: fileOf(source.at.file) };
  const evaluation = evaluateCode({ ...options, root, inputs: handed, data, ...(calledAt && { calledAt }) });
  return { ...evaluation, diagnostics: [...diagnostics, ...evaluation.diagnostics] };
}

/** A folder of the repository, or where a modelled module stands; undefined for what is elsewhere. */
function folderOf(unit: string, source: Value): string | undefined {
  if (source.kind !== 'string') return undefined;
  const known = knownModule(source.value);
  if (known && 'dir' in known) return known.dir;
  if (!/^\.{1,2}(\/|$)/.test(source.value)) return undefined;
  const dir = posix.join(unit, source.value).replace(/\/$/, '');
  return dir.startsWith('..') ? undefined : dir;
}

/** The repository with the translated files: in the unit's folder there is nothing else to evaluate. */
function overlaid(files: FileReader, unit: string, texts: ReadonlyMap<string, string>): FileReader {
  return {
    ...files,
    read: (path) => texts.get(path) ?? files.read(path),
    list(dir) {
      if (dir === (unit || '.')) return ['terragrunt.hcl.tf'];
      return texts.has(`${dir}/main.tf`) ? ['main.tf'] : files.list(dir);
    },
  };
}

/** Answers what a unit takes from others with what their code gives. */
function withDependencies(options: UnitOptions, unit: string, above: readonly string[]): DataLookup {
  return (type, args, provider) => {
    if (type !== 'terragrunt_dependency') return options.data?.(type, args, provider);
    const path = args.get('config_path');
    if (path?.kind !== 'string') return undefined;
    const root = posix.join(unit, path.value);
    if (root.startsWith('..') || root === unit || above.includes(root) || above.length >= MAX_DEPTH)
      return {
        kind: 'unknown',
        reason: `${unit} depends on ${root}, which is outside the repository or depends on it`,
      };
    const evaluation = evaluateUnit({ ...options, root }, [...above, unit]);
    const place = { root, live: options.data, together: options.together?.has(root) ?? false };
    return { kind: 'object', entries: new Map([['outputs', outputsOutside(evaluation, place)]]) };
  };
}

/** The file that a translation stands for. */
function fileOf(path: string): string {
  return path.replace(/(\.hcl)(?:\.tf|\/main\.tf)$/, '$1');
}

/** A value said to be written in the file that somebody wrote. */
function written(value: Value): Value {
  const at = value.at && { ...value.at, file: fileOf(value.at.file) };
  const here = at ? { ...value, at } : value;
  if ('items' in here) return { ...here, items: here.items.map(written) };
  if ('entries' in here)
    return { ...here, entries: new Map([...here.entries].map(([name, entry]) => [name, written(entry)])) };
  return here;
}

function inFile(diagnostic: Diagnostic): Diagnostic {
  const { at } = diagnostic;
  return at ? { ...diagnostic, at: { ...at, file: fileOf(at.file) } } : diagnostic;
}
