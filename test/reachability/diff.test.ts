import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ICMP, ICMPV6, parseProtocol, TCP, UDP } from '../../src/network/index.ts';
import {
  ALL_SERVICES,
  type Compiled,
  compile,
  type DiffRow,
  diff,
  hasServices,
  type Party,
  reach,
  type ServiceRange,
  type ServiceSet,
  serviceSet,
  subtractServices,
  unionServices,
} from '../../src/reachability/index.ts';
import { build, edited, plan } from './generate/index.ts';

const edit = fc.record({ what: fc.nat(99), at: fc.nat(99) });

/** Two networks, the second as an edit leaves it, and what each lets through between every two interfaces. */
const networks = fc.tuple(plan, edit).map(([each, change]) => {
  const [old, now] = [build(each), build(edited(each, change))];
  const ids = [...new Set([old, now].flatMap(({ interfaces }) => interfaces.map(({ id }) => id)))];
  return { before: compile(old), after: compile(now), ids };
});

it('finds every service that one of two networks lets through and the other does not, for every two interfaces', () => {
  fc.assert(
    fc.property(networks, ({ before, after, ids }) => {
      const { opened, closed } = diff(before, after);
      const [was, is] = [between(before, ids), between(after, ids)];
      for (const from of ids)
        for (const to of ids) {
          if (from === to) continue;
          const [old, now] = [was(from, to), is(from, to)];
          expect({ from, to, missing: subtractServices(subtractServices(now, old), told(opened, from, to)) }).toEqual({
            from,
            to,
            missing: [],
          });
          expect({ from, to, missing: subtractServices(subtractServices(old, now), told(closed, from, to)) }).toEqual({
            from,
            to,
            missing: [],
          });
        }
    }),
    { numRuns: 100 },
  );
}, 120_000);

it('names nobody in a row who does not send, or get, what it says', () => {
  fc.assert(
    fc.property(networks, ({ before, after, ids }) => {
      const { opened, closed } = diff(before, after);
      for (const row of opened) expect(idle(row, between(after, ids))).toEqual([]);
      for (const row of closed) expect(idle(row, between(before, ids))).toEqual([]);
    }),
    { numRuns: 100 },
  );
}, 120_000);

it('names nobody by a group that it does not hold', () => {
  fc.assert(
    fc.property(networks, ({ before, after }) => {
      const { opened, closed } = diff(before, after);
      for (const row of opened) expect(strangers(after, row)).toEqual([]);
      for (const row of closed) expect(strangers(before, row)).toEqual([]);
    }),
    { numRuns: 100 },
  );
}, 120_000);

/** Those of a row whose groups are not the ones it names; what of an interface's groups is unknown may be any. */
function strangers({ network }: Compiled, { from, to }: DiffRow): readonly string[] {
  return [from, to].flatMap(({ kind, id = '', interfaceIds = [] }) => {
    if (kind !== 'security-group') return [];
    const named = id.split(' + ');
    return interfaceIds.filter((member) => {
      const held = network.interfaces.find((each) => each.id === member);
      return held?.unknownSecurityGroups === undefined && !named.every((one) => held?.securityGroupIds.includes(one));
    });
  });
}

type Between = (from: string, to: string) => ServiceSet;

/** What gets through between two interfaces, asked one by one; nothing where one of them is not there. */
function between(net: Compiled, ids: readonly string[]): Between {
  const here = new Set(net.network.interfaces.map(({ id }) => id));
  const known = new Map(
    ids.flatMap((from) =>
      ids.map((to): [string, ServiceSet] => [
        `${from} ${to}`,
        from !== to && here.has(from) && here.has(to) ? setOf(reach(net, { from, to }).services) : [],
      ]),
    ),
  );
  return (from, to) => known.get(`${from} ${to}`) ?? [];
}

/** All that rows say of a pair. A row of the internet speaks for neighbours too that come in by the same rules. */
function told(rows: readonly DiffRow[], from: string, to: string): ServiceSet {
  const means = ({ interfaceIds }: Party, id: string) => interfaceIds === undefined || interfaceIds.includes(id);
  return rows
    .filter((row) => means(row.from, from) && means(row.to, to))
    .map(({ services }) => setOf(services))
    .reduce(unionServices, []);
}

/** Those of a row between interfaces that have no counterpart in it. */
function idle({ from, to, services }: DiffRow, passes: Between): readonly string[] {
  const [senders, receivers] = [from.interfaceIds, to.interfaceIds];
  if (senders === undefined || receivers === undefined) return [];
  const all = setOf(services);
  const holds = (one: string, other: string) =>
    one !== other && !hasServices(subtractServices(all, passes(one, other)));
  return [
    ...senders.filter((one) => !receivers.some((other) => holds(one, other))),
    ...receivers.filter((other) => !senders.some((one) => holds(one, other))),
  ];
}

function setOf(ranges: readonly ServiceRange[]): ServiceSet {
  return ranges.flatMap(setsOf).reduce(unionServices, []);
}

function setsOf(range: ServiceRange): readonly ServiceSet[] {
  if ('ports' in range)
    return range.ports.map((ports) => serviceSet({ protocol: range.protocol === 'tcp' ? TCP : UDP, ports }));
  if ('types' in range)
    return range.types.map(([icmpType, icmpCode]) =>
      serviceSet({ protocol: range.protocol === 'icmp' ? ICMP : ICMPV6, icmpType, icmpCode }),
    );
  const number = parseProtocol(range.protocol);
  if (number === undefined) throw new RangeError(`${range.protocol} is no protocol`);
  return [number === 'all' ? ALL_SERVICES : serviceSet({ protocol: number })];
}
