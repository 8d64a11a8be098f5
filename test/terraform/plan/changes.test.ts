import { expect, it } from 'vitest';
import { readPlan, terraformNetwork } from '../../../src/terraform/index.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };
const rule = { protocol: 'tcp', from_port: 22, to_port: 22, cidr_blocks: ['10.0.0.0/8'] };
const group = { id: 'sg-1', name: 'web', ingress: [rule], egress: [] };

const change = (actions: readonly string[], more: object, index = '') => ({
  address: `aws_security_group.web${index}`,
  mode: 'managed',
  type: 'aws_security_group',
  name: 'web',
  ...more,
  change: {
    actions,
    before: group,
    after: null,
    after_unknown: {},
    ...('change' in more ? (more.change as object) : {}),
  },
});

function sides(plan: object) {
  const { before, after } = readPlan({ format_version: '1.2', resource_changes: [], ...plan });
  return { before: terraformNetwork(before, PLACE), after: terraformNetwork(after, PLACE) };
}

it('a deposed object is there before and gone after', () => {
  const { before, after } = sides({ resource_changes: [change(['delete'], { deposed: 'abcd1234' })] });
  expect(before.securityGroups.map((one) => one.id)).toEqual(['sg-1']);
  expect(after.securityGroups).toEqual([]);
});

it('a forgotten resource stays in the account', () => {
  const { after } = sides({ resource_changes: [change(['forget'], {})] });
  expect(after.securityGroups[0]?.rules).toHaveLength(1);
});

it('what is deferred may or may not come', () => {
  const deferred = change(['create'], { change: { before: null, after: { ...group, id: undefined } } });
  const { after } = sides({
    deferred_changes: [{ reason: 'provider_config_unknown', resource_change: deferred }],
  });
  expect(after.securityGroups[0]?.rules.map((one) => one.peer)).toMatchObject([
    { kind: 'unknown', unknown: expect.stringContaining('deferred: provider_config_unknown') },
  ]);
});

it('drift that the refresh found is in the plan’s own before, and counts once', () => {
  const drifted = change(['update'], { change: { before: { ...group, ingress: [] }, after: group } });
  const { before, after } = sides({
    resource_drift: [drifted],
    resource_changes: [change(['no-op'], { change: { after: group } })],
  });
  expect(before.securityGroups[0]?.rules).toHaveLength(1);
  expect(after.securityGroups[0]?.rules).toHaveLength(1);
});

it('a data source and what -target leaves out come from the prior state', () => {
  const { before, after } = sides({
    prior_state: {
      values: {
        root_module: {
          resources: [
            {
              address: 'aws_security_group.web',
              mode: 'managed',
              type: 'aws_security_group',
              name: 'web',
              values: group,
            },
          ],
        },
      },
    },
  });
  expect(before).toEqual(after);
  expect(after.securityGroups[0]?.id).toBe('sg-1');
});
