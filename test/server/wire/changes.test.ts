import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/index.ts';
import type { Jobs } from '../../../src/jobs/index.ts';
import { followChanges } from '../../../src/server/wire/changes.ts';
import type { ScanParts } from '../../../src/server/wire/scans.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { fakeQueue } from '../../aws/support/fake-queue.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore({});
});
afterAll(() => store.close());

const environment = { ...process.env };
beforeEach(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' });
});
afterEach(() => {
  process.env = { ...environment };
});

const event = (account: string, region: string, rule: string) =>
  JSON.stringify({
    ...{ account, region },
    detail: {
      ...{
        eventName: 'AuthorizeSecurityGroupIngress',
        eventTime: '2026-01-01T00:00:30Z',
        userIdentity: { arn: 'arn:ada' },
      },
      responseElements: { securityGroupRuleSet: { items: [{ securityGroupRuleId: rule }] } },
    },
  });

function parsed(text: string) {
  const result = parseConfig(text, 'sallyport.yml');
  if (!result.ok) throw new Error('the configuration of this test is not valid');
  return result.config;
}

test('a burst of changes is one scan for everybody who links the place, and nobody else; who did it is remembered', async () => {
  const configs = new Map([
    [1, parsed('accounts: [{ id: "111111111111", name: prod, regions: [us-east-1] }]')],
    [2, parsed('accounts: [{ id: "111111111111", name: prod, regions: [us-east-1, eu-west-1] }]')],
    [3, parsed('accounts: [{ id: "333333333333", name: lab, regions: [us-east-1] }]')],
  ]);
  const sent: { readonly data: unknown; readonly delay: number | undefined }[] = [];
  const parts = {
    store,
    log: pino({ level: 'silent' }),
    clock: () => new Date('2026-01-01T00:01:00Z'),
    gitHub: {
      installations: async () =>
        [...configs.keys(), 4].map((id) => ({ id, owner: `owner-${id}`, suspended: id === 4 })),
    },
    installation: async (id: number) => ({ configuration: async () => ({ config: configs.get(id), errors: [] }) }),
    queue: () => ({
      send: async (_: string, data: Jobs['scan'], { delay }: { readonly delay?: number } = {}) => {
        sent.push({ data, delay });
        return true;
      },
    }),
  } as unknown as ScanParts;
  const account = '111111111111';
  const queue = await fakeQueue([
    ...['sgr-0a', 'sgr-0b', 'sgr-0c'].map((rule) => event(account, 'us-east-1', rule)),
    event('999999999999', 'us-east-1', 'sgr-0d'),
  ]);
  const stop = followChanges(parts, queue.url);
  await queue.emptied;
  await stop();
  queue.stop();
  expect(sent).toEqual(
    [1, 2].map((installationId) => ({ data: { installationId, account, region: 'us-east-1' }, delay: 5 })),
  );

  const rules = (ids: readonly string[]) => ids.map((id) => ({ id, groupId: 'sg-1', text: 'ingress' }));
  const seen = (takenAt: string, ids: readonly string[]) =>
    store.rules.of('owner-1').seen({ account, region: 'us-east-1', takenAt, rules: rules(ids) });
  await seen('2026-01-01T00:00:00Z', ['sgr-00']);
  await seen('2026-01-01T00:02:00Z', ['sgr-00', 'sgr-0a']);
  expect((await store.rules.of('owner-1').history(['sgr-0a'])).get('sgr-0a')).toMatchObject({ openedBy: 'arn:ada' });
});
