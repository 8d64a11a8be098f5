import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress, parseCidr } from '../../src/network/index.ts';
import {
  ALL_SERVICES,
  addressSet,
  hasAddresses,
  hasServices,
  INTERNET,
  intersectAddresses,
  intersectServices,
  serviceSet,
  subtractAddresses,
  subtractServices,
  toCidrs,
  toServiceRanges,
  unionAddresses,
  unionServices,
} from '../../src/reachability/index.ts';

// Few bits differ, so that ranges nest, touch and overlap all the time.
const v4 = fc
  .tuple(fc.nat(255), fc.integer({ min: 22, max: 32 }))
  .map(([low, length]) => `10.0.${low % 4}.${low}/${length}`);
const v6 = fc
  .tuple(fc.nat(255), fc.integer({ min: 118, max: 128 }))
  .map(([low, length]) => `2001:db8::${low.toString(16)}/${length}`);
const edge = fc.constantFrom('0.0.0.0/0', '::/0', '0.0.0.0/1', '128.0.0.0/1', '255.255.255.255/32', 'ffff::/16');
const cidrs = fc.array(
  fc.oneof({ weight: 4, arbitrary: v4 }, { weight: 3, arbitrary: v6 }, { weight: 1, arbitrary: edge }),
  {
    maxLength: 6,
  },
);
const addresses = cidrs.map(addressSet);
const port = fc.oneof(fc.nat(30), fc.constantFrom(0, 1023, 1024, 65_535));
const match = fc.oneof(
  fc.constant({ protocol: 'all' } as const),
  fc.tuple(fc.constantFrom(6 as const, 17 as const), port, port).map(([protocol, one, other]) => ({
    protocol,
    ports: [Math.min(one, other), Math.max(one, other)] as const,
  })),
  fc
    .tuple(fc.constantFrom(1 as const, 58 as const), fc.integer({ min: -1, max: 3 }), fc.integer({ min: -1, max: 2 }))
    .map(([protocol, icmpType, icmpCode]) => ({ protocol, icmpType, icmpCode: icmpType === -1 ? -1 : icmpCode })),
  fc.constantFrom({ protocol: 47 }, { protocol: 50 }),
);
const services = fc.array(match, { maxLength: 5 }).map((list) => list.map(serviceSet).reduce(unionServices, []));

/** The laws of a set algebra, for whatever stands for the set. */
function laws<S>(
  sets: fc.Arbitrary<S>,
  all: S,
  of: {
    readonly union: (a: S, b: S) => S;
    readonly intersect: (a: S, b: S) => S;
    readonly subtract: (a: S, b: S) => S;
    readonly some: (a: S) => boolean;
  },
): void {
  const { union, intersect, subtract, some } = of;

  it('does not depend on order or grouping', () => {
    fc.assert(
      fc.property(sets, sets, sets, (a, b, c) => {
        expect(union(a, b)).toEqual(union(b, a));
        expect(intersect(a, b)).toEqual(intersect(b, a));
        expect(union(union(a, b), c)).toEqual(union(a, union(b, c)));
        expect(intersect(intersect(a, b), c)).toEqual(intersect(a, intersect(b, c)));
      }),
    );
  });

  it('distributes and absorbs', () => {
    fc.assert(
      fc.property(sets, sets, sets, (a, b, c) => {
        expect(intersect(a, union(b, c))).toEqual(union(intersect(a, b), intersect(a, c)));
        expect(union(a, intersect(b, c))).toEqual(intersect(union(a, b), union(a, c)));
        expect(union(a, intersect(a, b))).toEqual(a);
        expect(intersect(a, union(a, b))).toEqual(a);
      }),
    );
  });

  it('has complements that leave nothing out and nothing twice', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        expect(union(subtract(a, b), intersect(a, b))).toEqual(a);
        expect(some(intersect(subtract(a, b), b))).toBe(false);
        expect(subtract(all, subtract(all, a))).toEqual(a);
        expect(subtract(all, union(a, b))).toEqual(intersect(subtract(all, a), subtract(all, b)));
      }),
    );
  });
}

describe('the algebra of address sets', () => {
  laws(addresses, addressSet(['0.0.0.0/0', '::/0']), {
    union: unionAddresses,
    intersect: intersectAddresses,
    subtract: subtractAddresses,
    some: hasAddresses,
  });

  it('is read back from its CIDRs', () => {
    fc.assert(
      fc.property(addresses, (set) => {
        expect(addressSet(toCidrs(set))).toEqual(set);
      }),
    );
  });

  it('holds exactly the addresses its CIDRs hold', () => {
    const address = fc.nat(1200).map((low) => formatAddress(Number(parseAddress('10.0.0.0').value) - 50 + low));
    fc.assert(
      fc.property(cidrs, cidrs, address, (these, those, one) => {
        const { family, value } = parseAddress(one);
        const within = (list: readonly string[]) =>
          list.map(parseCidr).some((range) => range.family === family && range.first <= value && value < range.end);
        const left = subtractAddresses(addressSet(these), addressSet(those));
        expect(hasAddresses(intersectAddresses(left, addressSet([one])))).toBe(within(these) && !within(those));
      }),
    );
  });

  it.each(['8.8.8.8', '198.51.100.7', '2001:4860:4860::8888'])('counts %s as internet', (address) => {
    expect(hasAddresses(intersectAddresses(INTERNET, addressSet([address])))).toBe(true);
  });

  it.each([
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.0.1',
    '192.168.0.1',
    '224.0.0.1',
    'fd00::1',
    'fe80::1',
  ])('does not count %s as internet', (address) => {
    expect(hasAddresses(intersectAddresses(INTERNET, addressSet([address])))).toBe(false);
  });
});

describe('the algebra of service sets', () => {
  laws(services, ALL_SERVICES, {
    union: unionServices,
    intersect: intersectServices,
    subtract: subtractServices,
    some: hasServices,
  });

  it('prints the same for the same set', () => {
    fc.assert(
      fc.property(services, services, (a, b) => {
        const same = !hasServices(subtractServices(a, b)) && !hasServices(subtractServices(b, a));
        const printed = JSON.stringify(toServiceRanges(a)) === JSON.stringify(toServiceRanges(b));
        expect(printed).toBe(same);
      }),
    );
  });

  it('gives port ranges in order, apart from each other', () => {
    fc.assert(
      fc.property(services, (set) => {
        for (const range of toServiceRanges(set))
          if ('ports' in range)
            for (const [at, [low, high]] of range.ports.entries()) {
              expect(low).toBeLessThanOrEqual(high);
              const next = range.ports[at + 1];
              if (next) expect(next[0]).toBeGreaterThan(high + 1);
            }
      }),
    );
  });
});
