import type { Config, Route } from '../config/index.ts';
import type { Finding, IssueExtras } from '../findings/index.ts';

/** What a route may ask of a finding beyond the finding itself. */
export interface RouteFacts {
  /** Of the resource, and of its VPC where the resource has no such tag. */
  readonly tags: Readonly<Record<string, string>>;
  /** Of the line of code that causes it, as CODEOWNERS writes them. */
  readonly owners: readonly string[];
}

export interface Routed extends IssueExtras {
  /** `owner/name`; absent: the finding's account has no repository for issues. */
  readonly repository?: string;
}

/** Where a finding's issue goes: as the first route that matches says, else as its account says. */
export function routeOf(finding: Finding, facts: RouteFacts, config: Config): Routed {
  const account = config.accounts.find(({ id }) => id === finding.account);
  const names = [finding.account, ...(account ? [account.name] : [])];
  const route = config.issues.routes.find((candidate) => matches(candidate, finding, names, facts));
  const repository = route?.issues ?? account?.issues;
  const union = (key: 'labels' | 'assignees') => [...new Set([...(account?.[key] ?? []), ...(route?.[key] ?? [])])];
  return { ...(repository !== undefined && { repository }), labels: union('labels'), assignees: union('assignees') };
}

function matches(route: Route, finding: Finding, names: readonly string[], { tags, owners }: RouteFacts): boolean {
  const isOne = <T>(wanted: readonly T[] | undefined, of: readonly T[]) =>
    !wanted || wanted.some((one) => of.includes(one));
  const lower = (texts: readonly string[] | undefined) => texts?.map((text) => text.toLowerCase());
  return (
    isOne(route.accounts, names) &&
    isOne(route.regions, [finding.region]) &&
    isOne(route.checks, [finding.check]) &&
    isOne(route.severities, [finding.severity]) &&
    isOne(lower(route.owners), lower(owners)!) &&
    Object.entries(route.tags ?? {}).every(([key, value]) => {
      const has = Object.hasOwn(tags, key) ? tags[key] : undefined;
      return has !== undefined && [value].flat().includes(has);
    })
  );
}
