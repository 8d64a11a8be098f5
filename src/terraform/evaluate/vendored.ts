import { type Json, locate, parseJson, SyntaxProblem } from '../hcl/index.ts';
import { joinInside, type ProjectFiles } from './project-files.ts';
import type { Context } from './scope.ts';
import { guarded, report } from './settle.ts';

/** Modules that `terraform init` put into the repository (.terraform/modules, committed), by their path of names. */
export function vendoredModules(files: ProjectFiles, root: string, context: Context): Map<string, string> {
  const dirs = new Map<string, string>();
  const path = joinInside(root, '.terraform/modules/modules.json')!;
  const manifest = guarded(context, { file: path, line: 1 }, () => files.readAt(path));
  if (typeof manifest !== 'string') return dirs;
  try {
    const json = parseJson({ file: path, text: manifest });
    for (const entry of itemsOf(memberOf(json, 'Modules'))) {
      const [key, dir] = ['Key', 'Dir'].map((name) => memberOf(entry, name));
      const inside = dir?.kind === 'scalar' ? joinInside(root, String(dir.value)) : undefined;
      if (key?.kind === 'scalar' && key.value !== '' && inside !== undefined) dirs.set(String(key.value), inside);
    }
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    report(context, problem.message, locate(problem.range), 'warning');
  }
  return dirs;
}

function memberOf(json: Json | undefined, name: string): Json | undefined {
  return json?.kind === 'object' ? json.members.find((member) => member.name === name)?.value : undefined;
}

function itemsOf(json: Json | undefined): readonly Json[] {
  return json?.kind === 'array' ? json.items : [];
}
