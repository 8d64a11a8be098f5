import { posix } from 'node:path';
import { COMMENT, type Config, FAIL_ON, type RepositoryConfig } from './schema.ts';

/**
 * The organisation's configuration as one repository's own file leaves it: fewer accounts, fewer folders, shorter
 * waivers, a stricter check run, fewer comments and issues. Whatever the file asks beyond that has no effect; all else
 * stays the organisation's.
 */
export function narrow(organization: Config, own: RepositoryConfig): Config {
  const accounts = own.accounts
    ? organization.accounts.filter(({ id, name }) => own.accounts?.includes(id) || own.accounts?.includes(name))
    : organization.accounts;
  const { organization: members, ...rest } = organization;
  const visible = (account: string) =>
    own.accounts === undefined ||
    accounts.some(({ id, name }) => id === account || name === account) ||
    // A member account that only the organisation section links is written by its id.
    (members !== undefined && own.accounts.includes(account) && /^\d{12}$/.test(account));
  const listed = (path: string) => own.code === undefined || own.code.some((folder) => isUnder(path, folder));
  return {
    ...rest,
    ...(members !== undefined && own.accounts === undefined && { organization: members }),
    accounts,
    code: organization.code.filter(({ path, account }) => visible(account) && listed(path)),
    accept: { ...organization.accept, maxDays: least(organization.accept.maxDays, own.accept?.maxDays) },
    review: {
      failOn:
        FAIL_ON[Math.max(FAIL_ON.indexOf(organization.review.failOn), FAIL_ON.indexOf(own.review?.failOn ?? 'never'))]!,
      comment:
        COMMENT[
          Math.min(COMMENT.indexOf(organization.review.comment), COMMENT.indexOf(own.review?.comment ?? 'always'))
        ]!,
    },
    issues: { maxNewPerScan: least(organization.issues.maxNewPerScan, own.issues?.maxNewPerScan) },
  };
}

function isUnder(path: string, folder: string): boolean {
  const [inner, outer] = [path, folder].map((text) => posix.normalize(`${text}/`));
  return outer === './' || inner!.startsWith(outer!);
}

function least(limit: number, wish: number | undefined): number {
  return Math.min(limit, wish ?? limit);
}
