import type { Compiled } from '../compile/compile.ts';
import type { Host } from '../compile/places.ts';

const indexes = new WeakMap<Compiled, ReadonlyMap<string, Host>>();

/** The primary interface of an instance: what a route or a target group means when it names the instance. */
export function primaryInterface(net: Compiled, instanceId: string): Host | undefined {
  const index = indexes.get(net) ?? primaries(net);
  indexes.set(net, index);
  return index.get(instanceId);
}

function primaries({ network, hosts, hostById }: Compiled): ReadonlyMap<string, Host> {
  const index = new Map<string, Host>();
  for (const { id, interfaceIds } of network.instances) {
    const primary = interfaceIds[0] === undefined ? undefined : hostById.get(interfaceIds[0]);
    if (primary) index.set(id, primary);
  }
  for (const host of hosts) {
    const { instanceId } = host.interface;
    if (instanceId !== undefined && !index.has(instanceId)) index.set(instanceId, host);
  }
  return index;
}
