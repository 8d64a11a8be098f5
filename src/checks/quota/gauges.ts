import type { CheckContext } from '../context.ts';
import { fullest, ruleCounts } from './rule-count.ts';

/** How far a quota is used, for the overview. */
export interface Gauge {
  readonly account: string;
  readonly region: string;
  /** What is counted: `security groups per interface`. */
  readonly name: string;
  /** The resource that comes closest. */
  readonly resource?: string;
  readonly used: number;
  readonly limit: number;
}

export interface GaugeLimits {
  readonly groupsPerInterface: number;
  readonly rulesPerGroup: number;
  readonly groupsPerRegion: number;
}

/** AWS's defaults (VPC quotas L-2AFB9258, L-0EA8095F, L-E79EC296). */
export const DEFAULT_LIMITS: GaugeLimits = { groupsPerInterface: 5, rulesPerGroup: 60, groupsPerRegion: 2500 };

/** The fullest of each quota, for every account and Region of the network. */
export function quotaGauges(context: CheckContext, limits: GaugeLimits = DEFAULT_LIMITS): readonly Gauge[] {
  const { network, interfaces } = context;
  const places = new Map<string, { readonly account: string; readonly region: string }>();
  for (const { account, region } of network.vpcs) places.set(`${account} ${region}`, { account, region });
  return [...places.values()].flatMap((place) => {
    const here = <T extends { readonly account: string; readonly region: string }>(items: readonly T[]) =>
      items.filter(({ account, region }) => account === place.account && region === place.region);
    const groups = here(network.securityGroups);
    const held = most(here(interfaces), (each) => each.securityGroupIds.length);
    const rules = most(groups, (group) => fullest(ruleCounts(group, context)).used);
    return [
      { ...place, name: 'security groups per interface', ...held, limit: limits.groupsPerInterface },
      { ...place, name: 'rules per security group', ...rules, limit: limits.rulesPerGroup },
      { ...place, name: 'security groups per Region', used: groups.length, limit: limits.groupsPerRegion },
    ];
  });
}

function most<T extends { readonly id: string }>(items: readonly T[], size: (item: T) => number) {
  let best: { readonly resource?: string; readonly used: number } = { used: 0 };
  for (const item of items) {
    const used = size(item);
    if (used > best.used || (used === best.used && best.resource !== undefined && item.id < best.resource))
      best = { resource: item.id, used };
  }
  return best;
}
