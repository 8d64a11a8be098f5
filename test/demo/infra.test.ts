import { describe, expect, test } from 'vitest';
import { DATA, readFiles } from '../../src/demo/data.ts';
import { EMPTY_NETWORK } from '../../src/network/index.ts';
import { overlay } from '../../src/overlay/index.ts';
import { compile, diff } from '../../src/reachability/index.ts';
import { readSnapshot, toNetwork } from '../../src/snapshot/index.ts';
import { readTerraformDirectory } from '../../src/terraform/index.ts';

const snapshot = await readSnapshot(`${DATA}/recording`);
const live = toNetwork(snapshot);
const { account, region } = snapshot.regions[0]!;

/** The network of envs/prod, with the files of a pull request on top. */
function code(pullRequest?: string) {
  const changed = pullRequest === undefined ? {} : readFiles(`infra/pull-requests/${pullRequest}`);
  const files: Record<string, string> = { ...readFiles('infra/infra'), ...changed };
  const reader = {
    read: (path: string) => files[path],
    list: (folder: string) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1))
        .filter((name) => !name.includes('/')),
  };
  return readTerraformDirectory(reader, 'envs/prod', { account, region });
}

describe('the Terraform repository', () => {
  test('reads without complaint, whatever pull request is merged', () => {
    for (const pullRequest of [undefined, 'expose-reporting-database', 'standalone-rules'])
      expect(code(pullRequest).diagnostics).toEqual([]);
  });

  test('is what is live: every group is recognised, and applying it would change nothing', () => {
    const { before, matched, unmatched } = overlay(live, code().network, EMPTY_NETWORK);
    expect(unmatched).toEqual([]);
    expect(matched.filter(({ kind }) => kind === 'securityGroups')).toHaveLength(14);
    const { opened, closed, unknowns } = diff(compile(live), compile(before));
    expect({ opened, closed, unknowns }).toEqual({ opened: [], closed: [], unknowns: [] });
  });
});
