import { posix } from 'node:path';
import { type AccountConfig, COMMENT, type Config, FAIL_ON, type RepositoryConfig } from './schema.ts';
import { SEVERITY } from './words.ts';

/**
 * The organisation's configuration as one repository's own file leaves it: fewer accounts, fewer folders, shorter
 * waivers, a stricter check run, fewer comments and issues. Whatever the file asks beyond that has no effect; all else
 * stays the organisation's.
 */
export function narrow(organization: Config, own: RepositoryConfig): Config {
  const { organization: members, ...rest } = organization;
  const isListed = ({ id, name }: AccountConfig) => own.accounts?.includes(id) || own.accounts?.includes(name);
  const accounts = own.accounts ? nameable(organization).filter(isListed) : organization.accounts;
  const visible = (account: string) =>
    own.accounts === undefined || accounts.some(({ id, name }) => id === account || name === account);
  const listed = (path: string) => own.code === undefined || own.code.some((folder) => isUnder(path, folder));
  return {
    ...rest,
    ...(members !== undefined && own.accounts === undefined && { organization: members }),
    accounts,
    code: organization.code.filter(({ path, account }) => visible(account) && listed(path)),
    accept: { ...organization.accept, maxDays: least(organization.accept.maxDays, own.accept?.maxDays) },
    review: {
      ...organization.review,
      ...stricter(organization.review, own.review ?? {}),
      failOn:
        FAIL_ON[Math.max(FAIL_ON.indexOf(organization.review.failOn), FAIL_ON.indexOf(own.review?.failOn ?? 'never'))]!,
      comment:
        COMMENT[
          Math.min(COMMENT.indexOf(organization.review.comment), COMMENT.indexOf(own.review?.comment ?? 'always'))
        ]!,
    },
    issues: {
      ...organization.issues,
      maxNewPerScan: least(organization.issues.maxNewPerScan, own.issues?.maxNewPerScan),
    },
  };
}

/** The lower threshold of the two, where either has one. */
function stricter(
  { failSeverity, maxNewExposure }: Config['review'],
  own: NonNullable<RepositoryConfig['review']>,
): Partial<Config['review']> {
  const severities = [failSeverity, own.failSeverity].filter((one) => one !== undefined);
  const exposures = [maxNewExposure, own.maxNewExposure].filter((one) => one !== undefined);
  const mildest = severities.sort((a, b) => SEVERITY.indexOf(b) - SEVERITY.indexOf(a))[0];
  return {
    ...(mildest !== undefined && { failSeverity: mildest }),
    ...(exposures.length > 0 && { maxNewExposure: Math.min(...exposures) }),
  };
}

/**
 * The accounts a repository can name: those listed, and member accounts the organisation's own code map names by id. Other
 * ids are not believed: the repository could name an account of somebody else's.
 */
function nameable({ accounts, organization: members, code }: Config): readonly AccountConfig[] {
  if (!members) return accounts;
  const { managementRole: _, ...linked } = members;
  const ids = new Set(code.map(({ account }) => account).filter((account) => /^\d{12}$/.test(account)));
  for (const { id } of accounts) ids.delete(id);
  return [...accounts, ...[...ids].map((id) => ({ id, name: id, ...linked }))];
}

function isUnder(path: string, folder: string): boolean {
  const [inner, outer] = [path, folder].map((text) => posix.normalize(`${text}/`));
  return outer === './' || inner!.startsWith(outer!);
}

function least(limit: number, wish: number | undefined): number {
  return Math.min(limit, wish ?? limit);
}
