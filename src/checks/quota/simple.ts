import type { Resource } from '../../network/index.ts';

import type { CheckContext } from '../context.ts';
import type { Finding, FindingCause, Severity } from '../finding.ts';
import { awsCommand } from '../fix.ts';
import { plainFinding } from '../plain-finding.ts';
import { crossing, leftText, levelOf, levelSeverity, type Thresholds } from './level.ts';

/** One thing that is counted against a quota. */
export interface Use {
  readonly resource: Pick<Resource, 'id' | 'account' | 'region' | 'origin' | 'name'>;
  readonly kind: string;
  /** What there is so much of: `IPv4 routes of rtb-1`. */
  readonly what: string;
  readonly used: number;
  readonly limit: number;
  readonly identity?: readonly string[];
  /** The quota's code, when it can be asked to be raised, and how far at most. */
  readonly quota?: { readonly code: string; readonly service?: string; readonly max?: number };
  readonly because?: readonly FindingCause[];
}

/** A finding for each use that is near its limit or at it. */
export function quotaFindings(
  check: string,
  uses: readonly Use[],
  severity: Severity,
  thresholds: Thresholds,
): readonly Finding[] {
  return uses.flatMap(({ resource, kind, what, used, limit, identity, quota, because }) => {
    const level = levelOf(used, limit, thresholds);
    if (!level) return [];
    const wanted = quota && Math.min(quota.max ?? Number.POSITIVE_INFINITY, Math.ceil(Math.max(used, limit) * 1.5));
    return [
      plainFinding(check, kind, resource, {
        severity: levelSeverity(level, severity),
        identity: identity ?? [resource.id],
        title: `${used} of ${limit} ${what}`,
        summary: `${used} of the ${limit} ${what} that AWS allows: ${leftText(used, limit)}. ${crossing(used, limit)}`,
        ...(because && { because }),
        fix: {
          cli:
            quota && wanted !== undefined && wanted > limit
              ? [
                  awsCommand(
                    resource.region,
                    ...['service-quotas', 'request-service-quota-increase', '--service-code', quota.service ?? 'vpc'],
                    ...['--quota-code', quota.code, '--desired-value', String(wanted)],
                  ),
                ]
              : [],
        },
      }),
    ];
  });
}

/** The limit in force: the account's own where it was read, the configured or usual one otherwise. */
export function limitOf(
  context: CheckContext,
  place: { readonly account: string; readonly region: string },
  code: string,
  usual: number,
): number {
  return context.quota(place.account, place.region, code) ?? usual;
}

/** The accounts and Regions of a network, each with a resource that may stand for it. */
export function placesOf({ network }: CheckContext) {
  const places = new Map<string, (typeof network.vpcs)[number]>();
  for (const vpc of network.vpcs) {
    const key = `${vpc.account} ${vpc.region}`;
    if (!places.has(key)) places.set(key, vpc);
  }
  return [...places.values()].map(({ account, region, origin }) => ({
    account,
    region,
    origin,
    id: `${account} ${region}`,
  }));
}
