import { expect, it } from 'vitest';
import { EMPTY_NETWORK } from '../../src/network/index.ts';
import { foundText } from '../../src/review/lay-over.ts';

const group = (code: string, role: 'makes' | 'refers to') => ({ kind: 'securityGroups', code, role }) as const;
const match = (code: string, role: 'makes' | 'refers to') => ({ ...group(code, role), live: 'sg-1', by: 'id' });
const sides = { before: EMPTY_NETWORK, after: EMPTY_NETWORK };

it.each([
  [[], [], undefined],
  [[match('web', 'makes')], [], 'resources found in the account: 1 of 1 that the code makes'],
  // Several roots may refer to one group.
  [
    [match('sg-1', 'refers to'), match('sg-1', 'refers to')],
    [],
    'resources found in the account: 1 of 1 that the code refers to',
  ],
  [
    [match('web', 'makes')],
    [
      { ...group('db', 'makes'), reason: 'nothing there has its name' },
      { ...group('sg-9', 'refers to'), reason: 'nothing there has its id' },
    ],
    'resources found in the account: 1 of 2 that the code makes, 0 of 1 that the code refers to; ' +
      'taken as new: db (nothing there has its name); not there: sg-9 (nothing there has its id)',
  ],
])('says how much of the code is there, and why the rest is not: %#', (matched, unmatched, text) => {
  expect(foundText({ ...sides, matched, unmatched })).toBe(text);
});
