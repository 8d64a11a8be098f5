import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { externalId } from '../../src/drift/index.ts';

const login = fc.stringMatching(/^[a-z\d]{1,12}$/);

describe('the external id', () => {
  it('is another for every organisation and every service', () => {
    fc.assert(
      fc.property(fc.uniqueArray(login, { minLength: 2, maxLength: 2 }), fc.string(), ([one, two], secret) => {
        expect(externalId(secret, one!)).not.toBe(externalId(secret, two!));
        expect(externalId(secret, one!)).not.toBe(externalId(`${secret}x`, one!));
      }),
    );
  });

  it('is the same however the organisation is spelt, and of the form STS takes', () => {
    expect(externalId('secret', 'Acme')).toBe(externalId('secret', 'acme'));
    expect(externalId('secret', 'acme')).toMatch(/^[0-9a-f]{32}$/);
  });
});
