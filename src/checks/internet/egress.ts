import type { NetworkInterface, SecurityGroup } from '../../network/index.ts';
import type { CheckContext } from '../context.ts';
import { NO_SERVICES, subtractServices, unionServices } from '../engine.ts';
import { alikeInterfaces } from '../quota/by-groups.ts';
import { allGrants, type Opening, type OpeningQuery, responsible } from './openings.ts';
import { type Grant, wideGrants } from './wide.ts';

/** One or more groups whose rules let out to the internet, and who holds them all. */
export interface WayOut extends Pick<Opening, 'groups' | 'rules' | 'granted'> {
  readonly holders: readonly NetworkInterface[];
}

/** Every group, or combination of groups on one interface, that lets enough out to the internet. */
export function waysOut(context: CheckContext, query: OpeningQuery): readonly WayOut[] {
  const grants = allGrants(context, 'egress');
  const alone = new Map<string, Grant>();
  const single = context.network.securityGroups.flatMap((group): readonly WayOut[] => {
    const granted = wideGrants(grants.get(group.id)!, query);
    if (!query.isEnough(granted.services)) return [];
    alone.set(group.id, granted);
    const rules = responsible(group, grants.get(group.id)!, granted.services, query);
    return [{ groups: [group], rules, granted, holders: context.holders.get(group.id) ?? [] }];
  });
  const together = new Map<string, WayOut>();
  for (const { groupIds, interfaces } of alikeInterfaces(context)) {
    const groups = groupIds.flatMap((id) => (grants.get(id)?.length ? [context.groups.get(id)!] : []));
    if (groups.length < 2) continue;
    const granted = wideGrants(
      groups.flatMap(({ id }) => grants.get(id)!),
      query,
    );
    const explained = groups.map(({ id }) => alone.get(id)?.services ?? NO_SERVICES).reduce(unionServices);
    const services = subtractServices(granted.services, explained);
    if (!query.isEnough(services)) continue;
    const rules = groups.flatMap((group) => responsible(group, grants.get(group.id)!, services, query));
    const sharing: readonly SecurityGroup[] = [...new Set(rules.map(({ group }) => group))];
    const key = sharing.map(({ id }) => id).join('+');
    const holders = [...(together.get(key)?.holders ?? []), ...interfaces];
    if (sharing.length > 1) together.set(key, { groups: sharing, rules, granted: { ...granted, services }, holders });
  }
  return [...single, ...together.values()];
}
