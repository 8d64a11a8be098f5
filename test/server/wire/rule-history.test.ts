import { afterAll, beforeAll, expect, test } from 'vitest';
import { historyOf, rememberRules, tellingActors } from '../../../src/server/wire/rule-history.ts';
import type { Recorded, RegionSnapshot } from '../../../src/snapshot/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { findingOf } from '../../drift/estate.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore({});
});
afterAll(() => store.close());

const RECORD = {
  eventName: 'AuthorizeSecurityGroupIngress',
  eventTime: '2026-01-01T01:30:00Z',
  userIdentity: { arn: 'arn:aws:sts::123456789012:assumed-role/Admin/ada' },
  responseElements: { securityGroupRuleSet: { items: [{ securityGroupRuleId: 'sgr-0b' }] } },
};

function seen(hour: number, rules: Recorded | readonly string[], events: readonly object[] = []): RegionSnapshot {
  const SecurityGroupRules = Array.isArray(rules)
    ? rules.map((SecurityGroupRuleId) => ({
        SecurityGroupRuleId,
        GroupId: 'sg-1',
        IpProtocol: 'tcp',
        CidrIpv4: '0.0.0.0/0',
      }))
    : [];
  const answer: Recorded = Array.isArray(rules)
    ? { status: 'complete', output: { SecurityGroupRules } }
    : (rules as Recorded);
  const Events = events.map((event) => ({ CloudTrailEvent: JSON.stringify(event) }));
  return {
    ...{ account: '123456789012', region: 'us-east-1', takenAt: new Date(Date.UTC(2026, 0, 1, hour)).toISOString() },
    operations: new Map<string, Recorded>([
      ['describe-security-group-rules', answer],
      ['cloudtrail-lookup-events', { status: 'complete', output: { Events } }],
    ]),
  };
}

const about = (ruleId: string) => ({ ...findingOf('sg-1'), because: [{ text: 'tcp', ruleId }] });

test('a finding says who opened the rule it is about, once, and nothing where that is not known', async () => {
  await rememberRules(store, 'acme', seen(1, ['sgr-0a']));
  const denied = { status: 'denied', reason: 'no' } as const;
  await rememberRules(store, 'acme', seen(2, denied));
  const now = seen(3, ['sgr-0a', 'sgr-0b'], [RECORD]);
  await rememberRules(store, 'acme', now);
  const history = await historyOf(store, 'acme', [now]);
  const analyse = tellingActors(
    () => ({ findings: [about('sgr-0a'), about('sgr-0b'), findingOf('sg-2')], gauges: [] }),
    () => history,
  );
  expect(analyse([now]).findings.map(({ summary }) => summary)).toEqual([
    'tcp/22 is open through sg-1',
    'tcp/22 is open through sg-1 sgr-0b was opened by arn:aws:sts::123456789012:assumed-role/Admin/ada at 2026-01-01 01:30 UTC.',
    'tcp/22 is open through sg-2',
  ]);
  expect((await historyOf(store, 'acme', [seen(4, denied)])).size).toBe(0);
});
