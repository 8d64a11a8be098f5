import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Compiled, compile, pairs, reach, toServiceRanges, unionServices } from '../../src/reachability/index.ts';
import { build, plan } from './generate/index.ts';

/** What `pairs` says of every two interfaces: the union over all blocks that hold them. */
function byPair(net: Compiled): ReadonlyMap<string, readonly number[]> {
  const services = new Map<string, readonly number[]>();
  for (const block of pairs(net))
    for (const { host } of block.from.entries.slice(block.from.first, block.from.end))
      for (const { interface: to } of block.to) {
        const key = `${host.interface.id} ${to.id}`;
        services.set(key, unionServices(services.get(key) ?? [], block.services));
      }
  return services;
}

it('all pairs together are what each pair is by itself', () => {
  fc.assert(
    fc.property(plan, (each) => {
      const net = compile(build(each));
      const all = byPair(net);
      for (const { id: from } of net.network.interfaces)
        for (const { id: to } of net.network.interfaces)
          if (from !== to)
            expect(toServiceRanges(all.get(`${from} ${to}`) ?? [])).toEqual(reach(net, { from, to }).services);
    }),
    { numRuns: 200 },
  );
});
