import { describe, expect, test } from 'vitest';
import { recordingFiles } from '../../scripts/demo-recording.ts';
import { DATA, readFiles } from '../../src/demo/data.ts';
import { withRule } from '../../src/demo/edits.ts';
import { compile, reach } from '../../src/reachability/index.ts';
import { readSnapshot, toNetwork } from '../../src/snapshot/index.ts';

const snapshot = await readSnapshot(`${DATA}/recording`);
const network = toNetwork(snapshot);

describe('the recorded account', () => {
  test('is what its description prints', () => {
    expect(readFiles('recording')).toEqual(Object.fromEntries(recordingFiles()));
  });

  test('is read whole: nothing missing, nothing malformed', () => {
    expect(network.gaps).toEqual([]);
    expect(network.problems).toEqual([]);
    expect(network.vpcs.map((vpc) => vpc.name).sort()).toEqual(['dev', 'prod', 'shared']);
    expect(network.interfaces.length).toBeGreaterThanOrEqual(30);
    expect(network.securityGroups.length).toBeGreaterThanOrEqual(20);
  });

  test('names only things that are there', () => {
    const groups = new Set(network.securityGroups.map((group) => group.id));
    const subnets = new Set(network.subnets.map((subnet) => subnet.id));
    const lists = new Set(network.prefixLists.map((list) => list.id));
    for (const eni of network.interfaces) {
      expect(subnets).toContain(eni.subnetId);
      for (const group of eni.securityGroupIds) expect(groups).toContain(group);
    }
    for (const { peer } of network.securityGroups.flatMap((group) => group.rules)) {
      if (peer.kind === 'security-group') expect(groups).toContain(peer.groupId);
      if (peer.kind === 'prefix-list') expect(lists).toContain(peer.prefixListId);
    }
  });

  const at = (name: string) => network.instances.find((instance) => instance.name === name)!.id;
  const db = (zone: string) =>
    network.interfaces.find(
      ({ description, subnetId }) =>
        description === 'RDSNetworkInterface' && network.subnets.find((s) => s.id === subnetId)!.name === zone,
    )!.id;
  test.each([
    ['internet', at('edge-1'), 443, 'reachable'],
    ['internet', at('edge-1'), 22, 'blocked'],
    ['internet', at('app-1'), 8080, 'blocked'],
    ['198.51.100.20', at('bastion-1'), 22, 'reachable'],
    ['198.51.101.20', at('bastion-1'), 22, 'blocked'],
    [at('bastion-1'), at('app-2'), 22, 'reachable'],
    [at('prometheus-1'), at('edge-1'), 9100, 'reachable'],
    [at('ci-runner-1'), at('edge-1'), 9100, 'blocked'],
    [at('app-1'), db('prod-data-b'), 5432, 'reachable'],
    [at('edge-1'), db('prod-data-b'), 5432, 'blocked'],
    ['198.51.100.20', db('prod-public-b'), 5432, 'reachable'],
    ['internet', db('prod-data-a'), 5432, 'blocked'],
    [at('payments-1'), at('directory-2'), 8443, 'reachable'],
    [at('dev-web-1'), at('app-1'), 22, 'blocked'],
  ])('%s → %s tcp %i: %s', (from, to, port, verdict) => {
    expect(reach(compile(network), { from, to, protocol: 'tcp', port }).verdict).toBe(verdict);
  });

  test('a rule somebody adds opens what it says, in both forms AWS answers in', () => {
    const [region] = snapshot.regions;
    const groupId = network.securityGroups.find((group) => group.groupName === 'edge')!.id;
    const rule = { id: 'sgr-0123456789abcdef0', groupId, protocol: 'tcp', port: 22, cidr: '0.0.0.0/0' } as const;
    const edited = toNetwork({ regions: [withRule(region!, { ...rule, description: 'debugging' })] });
    expect(edited.problems).toEqual([]);
    const found = edited.securityGroups.find((group) => group.id === groupId)!.rules;
    expect(found.filter((one) => one.id === rule.id)).toHaveLength(1);
    expect(reach(compile(edited), { from: 'internet', to: at('edge-1'), protocol: 'tcp', port: 22 }).verdict).toBe(
      'reachable',
    );
    expect(toNetwork(snapshot)).toEqual(network);
  });
});
