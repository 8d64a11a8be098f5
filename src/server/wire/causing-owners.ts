import type { Config } from '../../config/index.ts';
import { CODEOWNERS_PATHS, ownersOf, type Place } from '../../drift/index.ts';
import type { Finding } from '../../findings/index.ts';
import type { Network, Origin, SecurityGroupRule } from '../../network/index.ts';
import { codeNetwork } from '../../review/index.ts';
import type { Installation, Parts } from './installation.ts';

/** Finds who owns the line that causes a finding. */
export type OwnersOf = (finding: Finding) => readonly string[];

/**
 * Reads the code that the configuration says makes a place, on its default branch, to know the owners of causing lines. It
 * is read only when a route asks for owners; code that cannot be read owns nothing, and the log says why.
 */
export async function causingOwners(
  { log }: Pick<Parts, 'log'>,
  installation: Installation,
  config: Config,
  { account, region }: Place,
  live: Network,
): Promise<OwnersOf> {
  if (!config.issues.routes.some(({ owners }) => owners)) return () => [];
  const name = config.accounts.find(({ id }) => id === account)?.name;
  const entries = config.code.filter(
    (entry) => entry.region === region && (entry.account === account || entry.account === name),
  );
  const lookups: OwnersOf[] = [];
  for (const entry of entries)
    try {
      const { defaultBranch } = await installation.facts(entry.repo);
      const contents = await installation.contents(entry.repo);
      const code = await codeNetwork(contents, defaultBranch, entry, account, live);
      let text: string | undefined;
      for (const path of CODEOWNERS_PATHS) text ??= await contents.read(defaultBranch, path);
      const owners = text ?? '';
      lookups.push((finding) => {
        const file = causingFile(finding, live, code);
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
