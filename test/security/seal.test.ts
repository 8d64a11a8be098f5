import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeal } from '../../src/findings/index.ts';

describe('a seal', () => {
  it('is on nothing but what it was made for', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (text, other, secret) => {
        const seal = createSeal(`${secret}a`).of(text);
        expect(createSeal(`${secret}a`).isOn(text, seal)).toBe(true);
        expect(createSeal(`${secret}b`).isOn(text, seal)).toBe(false);
        if (other !== text) expect(createSeal(`${secret}a`).isOn(other, seal)).toBe(false);
      }),
    );
  });

  it.each(['', '0'.repeat(31), '0'.repeat(32), '0'.repeat(64)])('is not %j', (guess) => {
    expect(createSeal('secret').isOn('text', guess)).toBe(false);
  });
});
