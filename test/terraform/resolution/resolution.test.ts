import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isUnknown, type Network, type SecurityGroupRule } from '../../../src/network/index.ts';
import { type FileReader, readTerraformDirectory } from '../../../src/terraform/index.ts';

const ROOTS = join(import.meta.dirname, 'roots');

function filesIn(folder: string): FileReader {
  return {
    read: (path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined),
    list: (path) =>
      existsSync(join(folder, path))
        ? readdirSync(join(folder, path), { withFileTypes: true }).map(
            (one) => one.name + (one.isDirectory() ? '/' : ''),
          )
        : [],
  };
}

const read = (root: string) =>
  readTerraformDirectory(filesIn(ROOTS), root, { account: '111122223333', region: 'eu-west-1' });

const rulesOf = (network: Network): readonly SecurityGroupRule[] =>
  network.securityGroups.flatMap((group) => group.rules);

/** Whether the packets a rule lets through are known: its service, and its far side, a list's entries included. */
function isResolved({ service, peer }: SecurityGroupRule, { prefixLists, securityGroups }: Network): boolean {
  if (isUnknown(service) || peer.kind === 'unknown') return false;
  if (peer.kind === 'prefix-list')
    return prefixLists.some((list) => list.id === peer.prefixListId && !isUnknown(list.cidrs));
  return peer.kind === 'cidr' || securityGroups.some((group) => group.id === peer.groupId);
}

/** Roots that hold all they need, and how many rules each of them states. */
const SELF_CONTAINED: readonly (readonly [string, number])[] = [
  ['platform', 21],
  ['matrix', 10],
  ['files', 8],
  ['registry', 16],
  ['service', 11],
];

describe('rules of code that holds all it needs', () => {
  it.each(SELF_CONTAINED)('%s states %i rules', (root, count) => {
    const { network, diagnostics } = read(root);
    expect(diagnostics).toEqual([]);
    expect(network.problems).toEqual([]);
    expect(rulesOf(network)).toHaveLength(count);
  });

  it('resolve to known packets, 95 in 100 at least', () => {
    const all = SELF_CONTAINED.flatMap(([root]) => {
      const { network } = read(root);
      return rulesOf(network).map((rule) => isResolved(rule, network));
    });
    expect(all.filter(Boolean).length / all.length).toBeGreaterThanOrEqual(0.95);
  });

  it('have a line each, and the line whose value decides', () => {
    for (const [root] of SELF_CONTAINED)
      for (const { origin } of rulesOf(read(root).network))
        expect(origin).toMatchObject({ location: { file: expect.stringContaining(`${root}/`) } });
    const [metrics] = rulesOf(read('platform').network).filter((rule) => rule.description === 'METRICS');
    expect(metrics?.origin).toMatchObject({ location: { file: 'platform/modules/service/main.tf' } });
  });
});

it('what code leaves open is named, with what would settle it, and the rest is known', () => {
  const { network } = read('hub');
  expect(rulesOf(network).map((rule) => isResolved(rule, network))).toEqual([false, true]);
  expect(rulesOf(network)[0]?.peer).toMatchObject({
    kind: 'unknown',
    unknown: expect.stringContaining('var.partner_cidrs'),
    resolvedBy: expect.any(String),
  });
});
