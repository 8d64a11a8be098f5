import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCidr, type Network } from '../../src/network/index.ts';
import {
  compile,
  type DiffRow,
  diff,
  exposure,
  type Party,
  reach,
  toServiceRanges,
} from '../../src/reachability/index.ts';
import { holds } from './agreement.ts';
import {
  build,
  edited,
  plan,
  type Question,
  type QuestionPlan,
  question,
  questionPlan,
  shuffled,
  split,
} from './generate/index.ts';
import { contains, type FirstPacket, owns, starts, walk } from './walker/index.ts';

const RUNS = { numRuns: 100 };
const questions = fc.array(questionPlan, { minLength: 6, maxLength: 6 });
/** Without load balancers. */
const unbalanced = plan.map((each) => ({ ...each, balancers: [] }));
const edit = fc.record({ what: fc.nat(99), at: fc.nat(99) });

/** What does not depend on how a network is written down: verdicts and service sets. */
function answers(network: Network, asked: readonly QuestionPlan[], of: Network) {
  const compiled = compile(network);
  return asked.map((each) => {
    const { from, to } = question(of, each);
    const { verdict, forward, services } = reach(compiled, { from, to });
    return { from, to, verdict, forward, services };
  });
}

/** Who of the internet reaches what, without the rules that say so, in the order of the interfaces' ids. */
function exposed(network: Network) {
  return exposure(compile(network))
    .map(({ interfaceId, sources }) => ({
      interfaceId,
      sources: sources.map(({ cidrs, services }) => ({ cidrs, services: toServiceRanges(services) })),
    }))
    .sort((one, other) => one.interfaceId.localeCompare(other.interfaceId));
}

/** The second network, with the very objects of the first wherever the two are equal: what an overlay hands on. */
function keepSame(before: Network, after: Network): Network {
  const known = new Map(
    Object.values(before).flatMap((list: readonly unknown[]) =>
      list.map((each) => [JSON.stringify(each), each] as const),
    ),
  );
  const same = (list: readonly unknown[]) => list.map((each) => known.get(JSON.stringify(each)) ?? each);
  return Object.fromEntries(
    Object.entries(after).map(([kind, list]: [string, readonly unknown[]]) => {
      const old = before[kind as keyof Network];
      return [kind, JSON.stringify(old) === JSON.stringify(list) ? old : same(list)];
    }),
  ) as unknown as Network;
}

/** Whether an endpoint is in a network at all: addresses always are. */
function isIn(network: Network, endpoint: string): boolean {
  return endpoint === 'internet' || isCidr(endpoint) || network.interfaces.some(({ id }) => id === endpoint);
}

/** The rows that speak of a packet between two endpoints. */
function rowsFor(network: Network, rows: readonly DiffRow[], packet: Question): readonly DiffRow[] {
  return rows.filter(
    (row) => names(network, row.from, packet.from) && names(network, row.to, packet.to) && holds(row.services, packet),
  );
}

function names(network: Network, { kind, cidrs, interfaceIds }: Party, endpoint: string): boolean {
  const isInside = network.interfaces.some(({ id }) => id === endpoint);
  if (isInside && interfaceIds) return interfaceIds.includes(endpoint);
  // A row of the internet speaks for neighbours too that come in by the same rules.
  if (isInside || endpoint === 'internet') return interfaceIds === undefined;
  return (kind === 'internet' && !cidrs) || (cidrs?.some((cidr) => contains(cidr, endpoint)) ?? false);
}

/** Whether the packet of a row's witness gets there and back in one network, as the walker sees it, and not in the other. */
function proves({ from, to, witness }: DiffRow, having: Network, lacking: Network): boolean {
  if (witness === undefined) return false;
  const { packet } = witness;
  const placesWhereItWorks = (network: Network) =>
    placesOf(network, from, packet.source).filter((start) => {
      const { forward, return: back, reached } = walk(network, { ...packet, from: start });
      const isThere = to.interfaceIds?.includes(reached) ?? !network.interfaces.some(({ id }) => id === reached);
      return forward === 'delivered' && back === 'delivered' && isThere;
    });
  const others = placesWhereItWorks(lacking).map((start) => JSON.stringify(start));
  return placesWhereItWorks(having).some((start) => !others.includes(JSON.stringify(start)));
}

/** Where a packet of a row may start: at one of its interfaces, or at the places outside that have its source. */
function placesOf(network: Network, { interfaceIds }: Party, source: string): readonly FirstPacket['from'][] {
  if (interfaceIds === undefined)
    return starts(network, source, []).flatMap(({ from, doubtful }) => (doubtful ? [] : [from]));
  return network.interfaces
    .filter((each) => interfaceIds.includes(each.id) && owns(each, source))
    .map(({ id }) => ({ kind: 'interface', id }));
}

describe('a network compared', () => {
  it('with itself shows nothing', () => {
    fc.assert(
      fc.property(plan, (each) => {
        const network = build(each);
        expect(diff(compile(network), compile(structuredClone(network)))).toMatchObject({ opened: [], closed: [] });
      }),
      RUNS,
    );
  });

  it('with another shows opened what the reverse shows closed', () => {
    fc.assert(
      fc.property(plan, edit, (each, change) => {
        const before = compile(build(each));
        const after = compile(build(edited(each, change)));
        const there = diff(before, after);
        const back = diff(after, before);
        expect(back.closed).toEqual(there.opened);
        expect(back.opened).toEqual(there.closed);
      }),
      RUNS,
    );
  });

  it('with another shows every packet sampled that only one of them lets through', () => {
    fc.assert(
      fc.property(unbalanced, edit, questions, (each, change, asked) => {
        const [old, now] = [build(each), build(edited(each, change))];
        const [before, after] = [compile(old), compile(now)];
        const { opened, closed } = diff(before, after);
        for (const one of asked) {
          const packet = question(old, one);
          if (!isIn(now, packet.from) || !isIn(now, packet.to)) continue;
          const [was, is] = [reach(before, packet).verdict, reach(after, packet).verdict];
          if (was === 'blocked' && is === 'reachable') expect(rowsFor(now, opened, packet)).not.toEqual([]);
          if (was === 'reachable' && is === 'blocked') expect(rowsFor(old, closed, packet)).not.toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('with another shows rows whose witness proves them', () => {
    fc.assert(
      fc.property(plan, edit, (each, change) => {
        const [old, now] = [build(each), build(edited(each, change))];
        const { opened, closed } = diff(compile(old), compile(now));
        for (const row of opened) expect(proves(row, now, old), JSON.stringify(row)).toBe(true);
        for (const row of closed) expect(proves(row, old, now), JSON.stringify(row)).toBe(true);
      }),
      RUNS,
    );
  });

  it('with another shows the same rows in any order of anything', () => {
    fc.assert(
      fc.property(plan, edit, fc.nat(), (each, change, seed) => {
        const [old, now] = [build(each), build(edited(each, change))];
        const rows = diff(compile(old), compile(now));
        expect(diff(compile(shuffled(old, seed)), compile(shuffled(now, seed + 1)))).toEqual(rows);
      }),
      RUNS,
    );
  });

  it('shows as much when both are cut in halves', () => {
    fc.assert(
      fc.property(plan, edit, (each, change) => {
        const [old, now] = [build(each), build(edited(each, change))];
        const whole = diff(compile(old), compile(now));
        const halves = diff(compile(split(old)), compile(split(now)));
        expect(halves.opened.length > 0).toBe(whole.opened.length > 0);
        expect(halves.closed.length > 0).toBe(whole.closed.length > 0);
      }),
      RUNS,
    );
  });

  it('with itself in another order shows nothing', () => {
    fc.assert(
      fc.property(plan, fc.nat(), (each, seed) => {
        const network = build(each);
        expect(diff(compile(network), compile(shuffled(network, seed)))).toMatchObject({ opened: [], closed: [] });
      }),
      RUNS,
    );
  });

  it('with itself in halves shows nothing', () => {
    fc.assert(
      fc.property(plan, (each) => {
        const network = build(each);
        expect(diff(compile(network), compile(split(network)))).toMatchObject({ opened: [], closed: [] });
      }),
      RUNS,
    );
  });
});

describe('answers do not depend on', () => {
  it('what a compiled network was made from', () => {
    fc.assert(
      fc.property(plan, edit, questions, (each, change, asked) => {
        const before = compile(build(each));
        const network = build(edited(each, change));
        const kept = keepSame(before.network, network);
        const reused = compile(kept, { reuse: before });
        const fresh = compile(network);
        expect(diff(before, reused)).toEqual(diff(before, fresh));
        for (const one of asked) {
          const { from, to } = question(network, one);
          expect(reach(reused, { from, to })).toEqual(reach(fresh, { from, to }));
        }
      }),
      RUNS,
    );
  });

  it('the order of anything', () => {
    fc.assert(
      fc.property(plan, questions, fc.nat(), (each, asked, seed) => {
        const network = build(each);
        const other = shuffled(network, seed);
        expect(answers(other, asked, network)).toEqual(answers(network, asked, network));
        expect(exposed(other)).toEqual(exposed(network));
      }),
      RUNS,
    );
  });

  it('how CIDRs and port ranges are cut', () => {
    fc.assert(
      fc.property(plan, questions, (each, asked) => {
        const network = build(each);
        const other = split(network);
        expect(answers(other, asked, network)).toEqual(answers(network, asked, network));
        expect(exposed(other)).toEqual(exposed(network));
      }),
      RUNS,
    );
  });
});
