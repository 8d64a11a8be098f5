import { EMPTY_NETWORK, type Network, type Resource } from '../network/index.ts';
import { rewriteIds } from '../overlay/index.ts';

/** The networks of several templates as one; ids that more than one of them has get the template's name in front. */
export function together(names: readonly string[], networks: readonly Network[]): Network {
  const counts = new Map<string, number>();
  for (const id of networks.flatMap(idsOf)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return networks
    .map((network, at) => {
      const shared = idsOf(network).filter((id) => (counts.get(id) ?? 0) > 1);
      return rewriteIds(
        network,
        new Map(shared.flatMap((id) => IMPLIED.map((s) => [id + s, `${names[at]}:${id}${s}`]))),
      );
    })
    .reduce(joined, EMPTY_NETWORK);
}

/** A VPC's own things are referred to through it. */
export const IMPLIED = [
  '',
  '.default_security_group_id',
  '.default_network_acl_id',
  '.default_route_table_id',
] as const;

/** Ids that are addresses in code, not AWS's, each once. */
export function idsOf(network: Network): readonly string[] {
  const ids = Object.values(network).flatMap((kind: readonly object[]) =>
    kind.flatMap((each) => {
      if (!('origin' in each && 'id' in each)) return [];
      const { id, origin } = each as Resource;
      return origin.kind === 'code' && id.startsWith(origin.address) ? [id] : [];
    }),
  );
  return [...new Set(ids)];
}

function joined(one: Network, other: Network): Network {
  const kinds = Object.keys(EMPTY_NETWORK) as (keyof Network)[];
  return Object.fromEntries(kinds.map((kind) => [kind, [...one[kind], ...other[kind]]])) as unknown as Network;
}
