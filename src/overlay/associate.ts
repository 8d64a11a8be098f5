import type { Network } from '../network/index.ts';

/**
 * Subnets have one network ACL and at most one explicit route table. What this side of the code says wins; what only the
 * other side says has gone back to the default; the rest is as it is live.
 */
export function associate(network: Network, live: Network, code: Network, other: Network): Network {
  const acls = choose(live.networkAcls, code.networkAcls, other.networkAcls);
  const tables = choose(live.routeTables, code.routeTables, other.routeTables);
  const main = new Map(code.routeTables.filter((t) => t.main && t.vpcId !== '').map((t) => [t.vpcId, t.id]));
  return {
    ...network,
    networkAcls: network.networkAcls.map((acl) => ({ ...acl, subnetIds: acls.get(acl.id) ?? [] })),
    routeTables: network.routeTables.map((table) => ({
      ...table,
      main: main.has(table.vpcId) ? main.get(table.vpcId) === table.id : table.main,
      subnetIds: tables.get(table.id) ?? [],
    })),
  };
}

interface Holder {
  readonly id: string;
  readonly subnetIds: readonly string[];
}

function choose(live: readonly Holder[], code: readonly Holder[], other: readonly Holder[]): Map<string, string[]> {
  const bySubnet = (holders: readonly Holder[]): Map<string, string> =>
    new Map(holders.flatMap((holder) => holder.subnetIds.map((subnet) => [subnet, holder.id] as const)));
  const [inLive, inCode, inOther] = [bySubnet(live), bySubnet(code), bySubnet(other)];
  const chosen = new Map<string, string[]>();
  for (const subnet of new Set([...inLive.keys(), ...inCode.keys()])) {
    const id = inCode.get(subnet) ?? (inOther.has(subnet) ? undefined : inLive.get(subnet));
    if (id !== undefined) chosen.set(id, [...(chosen.get(id) ?? []), subnet]);
  }
  return chosen;
}
