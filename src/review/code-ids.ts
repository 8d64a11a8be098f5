import type { Network, Resource } from '../network/index.ts';

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
