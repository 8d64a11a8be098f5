import type { Check, Parameters } from '../check.ts';
import type { CheckContext } from '../context.ts';
import { groupsQuota } from '../groups-quota.ts';
import { interfaceGroupsQuota } from '../interface-groups-quota.ts';
import { rulesQuota } from '../rules-quota.ts';
import type { CheckSettings } from '../settings.ts';
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
  /** The limit is AWS's default: neither read nor configured. */
  readonly assumed?: true;
}

/**
 * The fullest of each quota, for every account and Region of the network, against the limits the checks go by; nothing of a
 * check that is off.
 */
export function quotaGauges(context: CheckContext, settings: CheckSettings = {}): readonly Gauge[] {
  const { network, interfaces } = context;
  const places = new Map<string, { readonly account: string; readonly region: string }>();
  for (const { account, region } of network.vpcs) places.set(`${account} ${region}`, { account, region });
  return [...places.values()].flatMap((place) => {
    const here = <T extends { readonly account: string; readonly region: string }>(items: readonly T[]) =>
      items.filter(({ account, region }) => account === place.account && region === place.region);
    const limitIn = (code: string, check: Check<{ limit: number } & Parameters>) => {
      const known = context.quota(place.account, place.region, code) ?? configuredLimit(check, settings);
      return known === undefined ? { limit: check.parameters.limit, assumed: true as const } : { limit: known };
    };
    const groups = here(network.securityGroups);
    const held = most(here(interfaces), (each) => each.securityGroupIds.length);
    const rules = most(groups, (group) => fullest(ruleCounts(group, context)).used);
    const gauge = (check: Check<{ limit: number } & Parameters>, name: string, code: string, most: Most) =>
      settings[check.id] === 'off' ? [] : [{ ...place, name, ...most, ...limitIn(code, check) }];
    return [
      ...gauge(interfaceGroupsQuota, 'security groups per interface', 'L-2AFB9258', held),
      ...gauge(rulesQuota, 'rules per security group', 'L-0EA8095F', rules),
      ...gauge(groupsQuota, 'security groups per Region', 'L-E79EC296', { used: groups.length }),
    ];
  });
}

function configuredLimit(check: Check<{ limit: number } & Parameters>, settings: CheckSettings): number | undefined {
  const setting = settings[check.id];
  const limit = setting === undefined || setting === 'off' ? undefined : setting.parameters?.['limit'];
  return typeof limit === 'number' ? limit : undefined;
}

type Most = Pick<Gauge, 'resource' | 'used'>;

function most<T extends { readonly id: string }>(items: readonly T[], size: (item: T) => number): Most {
  let best: Most = { used: 0 };
  for (const item of items) {
    const used = size(item);
    if (used > best.used || (used === best.used && best.resource !== undefined && item.id < best.resource))
      best = { resource: item.id, used };
  }
  return best;
}
