import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/checks/index.ts';
import { CASES, findingsIn } from './cases/index.ts';

it('every check has cases that fail and cases that pass, and there are no others', () => {
  expect(Object.keys(CASES).sort()).toEqual(CHECKS.map(({ id }) => id).sort());
  for (const { fails, passes } of Object.values(CASES)) {
    expect(fails.length).toBeGreaterThan(0);
    expect(passes.length).toBeGreaterThan(0);
  }
});

describe.each(CHECKS.map(({ id }) => [id, CASES[id]!] as const))('%s', (id, { fails, passes }) => {
  it.each(fails.map((each) => [each.name, each] as const))('notices: %s', (_, each) => {
    const found = findingsIn(id, each);
    expect(found.length).toBeGreaterThan(0);
    for (const finding of found) {
      expect(finding.check).toBe(id);
      expect(finding.title).not.toMatch(/undefined|\[object/);
      expect(finding.summary).not.toMatch(/undefined|\[object/);
    }
  });

  it.each(passes.map((each) => [each.name, each] as const))('lets pass: %s', (_, each) => {
    expect(findingsIn(id, each).map(({ title }) => title)).toEqual([]);
  });
});
