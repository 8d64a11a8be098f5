import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatAddress, parseCidr } from '../../../src/network/index.ts';
import { evaluateExpression } from '../../../src/terraform/evaluate/index.ts';
import { plain } from './project.ts';

const prefix = fc
  .oneof(
    fc.record({ bits: fc.constant(32), address: fc.nat(2 ** 32 - 1) }),
    fc.record({ bits: fc.constant(128), address: fc.bigInt(0n, 2n ** 128n - 1n) }),
  )
  .chain(({ bits, address }) =>
    fc.record({
      cidr: fc.integer({ min: 0, max: bits }).map((length) => `${formatAddress(address)}/${length}`),
      newBits: fc.nat(6),
    }),
  );

it('cidrsubnet divides a prefix into neighbours of equal size that fill it', () => {
  fc.assert(
    fc.property(prefix, ({ cidr, newBits }) => {
      const { value } = evaluateExpression(`[for i in range(${2 ** newBits}) : cidrsubnet("${cidr}", ${newBits}, i)]`);
      fc.pre(value !== undefined);
      const whole = parseCidr(cidr);
      const parts = (plain(value) as string[]).map(parseCidr);
      expect(parts[0]?.first).toBe(whole.first);
      expect(parts.at(-1)?.end).toBe(whole.end);
      for (const [index, part] of parts.entries()) if (index > 0) expect(part.first).toBe(parts[index - 1]?.end);
    }),
  );
});

it('cidrhost counts from both ends of the same prefix', () => {
  fc.assert(
    fc.property(prefix, ({ cidr }) => {
      const { value } = evaluateExpression(`[cidrhost("${cidr}", 0), cidrhost("${cidr}", -1)]`);
      const { first, end } = parseCidr(cidr);
      const last = typeof end === 'bigint' ? end - 1n : end - 1;
      expect(value && plain(value)).toEqual([formatAddress(first), formatAddress(last)]);
    }),
  );
});
