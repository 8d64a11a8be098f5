import { describe, expect, it } from 'vitest';
import { brokenBy, failing, type PeerCase } from './peers/broken.ts';
import { GROUPS } from './peers/groups.ts';
import { INSTANCES } from './peers/instances.ts';
import { NETWORK } from './peers/network.ts';

// Rules of other catalogues, as their descriptions state them, on code as people write it.

describe.each<PeerCase>([...GROUPS, ...NETWORK, ...INSTANCES])('%s: %s', (rules, _name, files) => {
  it.each(rules.split(' '))('%s', (rule) => {
    // A resource with `count` or `for_each` is named in the comment, address by address.
    const isRepeated = (address: string) => failing(files).some((each) => each.startsWith(`${address}[`));
    const expected = failing(files).filter((address) => !isRepeated(address));
    expect([...(brokenBy(files).get(rule) ?? [])].sort()).toEqual([...expected].sort());
  });
});
