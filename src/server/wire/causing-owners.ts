import type { Config } from '../../config/index.ts';
import { CODEOWNERS_PATHS, ownersOf } from '../../drift/index.ts';
import type { Finding } from '../../findings/index.ts';
import type { Network, Origin, SecurityGroupRule } from '../../network/index.ts';
import type { PlaceRoot } from './code-roots.ts';
import type { Parts } from './installation.ts';

/** Finds who owns the line that causes a finding. */
export type OwnersOf = (finding: Finding) => readonly string[];

/**
 * Knows the owners of causing lines by the code that makes a place. Their files are read only when a route asks for owners;
 * code that cannot be read owns nothing, and the log says why.
 */
export async function causingOwners(
  { log }: Pick<Parts, 'log'>,
  config: Config,
  roots: readonly PlaceRoot[],
  live: Network,
): Promise<OwnersOf> {
  if (!config.issues.routes.some(({ owners }) => owners)) return () => [];
  const lookups: OwnersOf[] = [];
  for (const { entry, at, network } of roots)
    try {
      let text: string | undefined;
      for (const path of CODEOWNERS_PATHS) text ??= await at?.contents.read(at.commit, path);
      const owners = text ?? '';
      lookups.push((finding) => {
        const file = causingFile(finding, live, network);
        return file === undefined ? [] : ownersOf(owners, file);
      });
    } catch (error) {
      log.warn({ err: error, repository: entry.repo, path: entry.path }, 'owners of causing lines are not known');
    }
  return (finding) => [...new Set(lookups.flatMap((lookup) => lookup(finding)))];
}

/** The file of the line that decides the first cause whose resource the code makes. */
function causingFile({ because, resource }: Finding, live: Network, code: Network): string | undefined {
  for (const { resource: id = resource.id, ruleId } of [...because, { resource: resource.id, ruleId: undefined }]) {
    const group = code.securityGroups.find((one) => one.id === id);
    const rule = live.securityGroups
      .flatMap(({ rules }) => rules)
      .find((one) => ruleId !== undefined && one.id === ruleId);
    const stated = rule && group?.rules.find((one) => isSame(one, rule));
    const made =
      stated ?? group ?? code.networkAcls.find((one) => one.id === id) ?? code.instances.find((one) => one.id === id);
    const file = made && fileOf(made.origin);
    if (file !== undefined) return file;
  }
  return undefined;
}

function isSame(a: SecurityGroupRule, b: SecurityGroupRule): boolean {
  const of = ({ direction, service, peer }: SecurityGroupRule) => JSON.stringify([direction, service, peer]);
  return of(a) === of(b);
}

function fileOf(origin: Origin): string | undefined {
  return origin.kind === 'code' ? (origin.cause ?? origin.location)?.file : undefined;
}
