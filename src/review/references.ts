import { posix } from 'node:path';
import { normalized } from './path.ts';

/** Terraform, OpenTofu and Terragrunt. */
const CODE = /(\.(tf|tofu)(\.json)?|\.hcl)$/;
const LOCK_FILE = /(^|\/)\.terraform\.lock\.hcl$/;

export function isCode(path: string): boolean {
  return CODE.test(path) && !LOCK_FILE.test(path);
}

/**
 * `source = "../network"`, in HCL or JSON, and what a Terragrunt unit depends on. What merely looks like it costs a folder
 * read in vain, and no more.
 */
const LOCAL_SOURCE = /\b(?:source|config_path)"?\s*[=:]\s*"(?:(\.\.?\/[^"]*)|\$\{get_repo_root\(\)\}\/+([^"$]*))"/g;
/** `file("…")`, `templatefile(…`, `fileset(…`: whatever opens a file by its name. */
const FILE_CALL = /\b(?:file(?:set|exists|base64|md5|(?:base64)?sha(?:1|256|512))?|templatefile)\s*\(\s*/g;
const STRING = /"((?:\$\{[^{}]*\}|[^"\\$]|\$(?!\{)|\\.)*)"/g;
const ONE_ARGUMENT = new RegExp(`^${STRING.source}\\s*[,)]`);
const OWN_FOLDER = /^path\.(?:module|root|cwd)\s*[,)]/;
const ANYTHING = '**';

/** Folders of the local modules that a file calls; what leads outside the repository is not followed. */
export function localModules(folder: string, text: string): readonly string[] {
  return [...text.matchAll(LOCAL_SOURCE)]
    .map(([, beside, inside]) => normalized(beside === undefined ? inside! : posix.join(folder, beside)))
    .filter((path) => !path.startsWith('..'));
}

/**
 * Files that a file of code may read, as globs: a `*` stands for what only evaluating would tell, which makes the answer wider,
 * never narrower.
 */
export function readsOf(path: string, text: string): readonly string[] {
  // In JSON an expression is a string: its own quotes are escaped.
  const code = path.endsWith('.json') ? text.replaceAll('\\"', '"') : text;
  const reads = [...code.matchAll(FILE_CALL)].flatMap((call) =>
    fileGlobs(call[0], code.slice(call.index + call[0].length)),
  );
  // Terragrunt includes by paths that functions make: whatever looks like a path may be one.
  const included = path.endsWith('.hcl')
    ? [...code.matchAll(STRING)].map((match) => globOf(match[1]!)).filter((glob) => glob.includes('/'))
    : [];
  return [...new Set([...reads, ...included])];
}

/** @param rest what follows the opening bracket */
function fileGlobs(call: string, rest: string): readonly string[] {
  // A folder's own files belong to the code anyway; those below it may be listed.
  if (OWN_FOLDER.test(rest)) return call.startsWith('fileset') ? ['*'] : [];
  const literal = ONE_ARGUMENT.exec(rest)?.[1];
  if (literal === undefined) return [ANYTHING];
  return [call.startsWith('fileset') ? `${globOf(literal)}/*` : globOf(literal)];
}

function globOf(literal: string): string {
  return literal.replace(/^\$\{path\.(module|root|cwd)\}\/?/, './').replace(/\$\{[^{}]*\}/g, '*');
}

/** Whether one of some globs means a path. Terraform starts from the root's folder, and a module may start from its own. */
export function meaning(globs: readonly string[], folders: Iterable<string>): (path: string) => boolean {
  if (globs.includes(ANYTHING)) return () => true;
  const exact = new Set<string>();
  const patterns: RegExp[] = [];
  for (const glob of new Set(globs)) {
    // What begins with something unknown may lie anywhere.
    const isAnywhere = glob.startsWith('*/');
    if (isAnywhere) exact.add(glob.slice(2));
    for (const pattern of isAnywhere ? [glob] : [...folders].map((folder) => normalized(posix.join(folder, glob))))
      if (pattern.includes('*')) patterns.push(asRegExp(pattern));
      else exact.add(pattern);
  }
  return (path) => exact.has(path) || patterns.some((pattern) => pattern.test(path));
}

function asRegExp(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
