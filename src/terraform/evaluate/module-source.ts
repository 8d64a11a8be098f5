import { posix } from 'node:path';
import type { Block } from '../hcl/index.ts';
import { knownModule } from '../modules/index.ts';
import type { Configuration } from './configuration.ts';
import type { World } from './module.ts';
import { joinInside } from './project-files.ts';
import type { Scope } from './scope.ts';
import { settle } from './settle.ts';

const MAX_DEPTH = 20;
const MAX_MODULES = 2000;

/** The code of a called module, or why it is not read. */
export interface FoundModule {
  readonly configuration?: Configuration;
  readonly problem?: string;
  /** Where code that is not in the repository would come from. */
  readonly source?: string;
}

/**
 * Finds the code a module block calls: in the repository, or left there by `terraform init`, or modelled
 * here. Nothing is fetched.
 * @param path names of the calls from the root to this one
 * @param above directories of the modules around it
 */
export function locateModule(
  block: Block,
  path: readonly string[],
  above: readonly string[],
  scope: Scope,
  world: World,
): FoundModule {
  const where = `module.${path.join('.module.')}`;
  const written = block.body.attributes.get('source')?.value;
  const source = written && settle(written, scope);
  if (source?.kind !== 'string') return { problem: `${where} has no source that can be known` };
  const known = knownModule(source.value, literal(block, 'version'));
  const majors = known && 'majors' in known ? ` (known here: major versions ${known.majors.join(' and ')})` : '';
  const remote = {
    problem: `${where} comes from ${source.value}, which is not in the repository${majors}`,
    source: source.value,
  };
  const local = /^\.\.?(?:[/\\]|$)/.test(source.value);
  const dir = local ? joinInside(above.at(-1)!, source.value.replaceAll('\\', '/')) : fetched();
  if (dir === undefined)
    return local || posix.isAbsolute(source.value)
      ? { problem: `${where} comes from ${source.value}, outside the repository, and is not read` }
      : remote;
  if (above.includes(dir)) return { problem: `${where} calls itself: ${dir} is one of the modules around it` };
  if (path.length > MAX_DEPTH)
    return { problem: `${where} is nested more than ${MAX_DEPTH} modules deep and is not read` };
  if (world.registry.modules.size >= MAX_MODULES)
    return { problem: `${where}: more than ${MAX_MODULES} modules are not read` };
  const configuration = world.configuration(dir);
  if (configuration) return { configuration };
  if (!local) return remote;
  return { problem: `${where} comes from ${dir}, ${world.context.files.absence(dir) ?? 'where there is no code'}` };

  /** Committed beside the code, else modelled here. */
  function fetched(): string | undefined {
    const vendored = world.vendored.get(path.join('.'));
    if (vendored !== undefined && world.configuration(vendored)) return vendored;
    return known && 'dir' in known ? known.dir : undefined;
  }
}

function literal(block: Block, name: string): string | undefined {
  const value = block.body.attributes.get(name)?.value;
  return value?.kind === 'literal' ? String(value.value) : undefined;
}
