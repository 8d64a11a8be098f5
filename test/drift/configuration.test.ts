import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/index.ts';
import {
  type ConfigurationMemory,
  externalId,
  loadConfiguration,
  reportConfigErrors,
  rulesFor,
} from '../../src/drift/index.ts';
import { SallyportError } from '../../src/network/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { fakeIssues } from './fake-issues.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore({});
});
afterAll(() => store.close());

const GOOD = 'accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]';

describe('loadConfiguration', () => {
  const load = (owner: string, text: string | undefined, verify = () => {}, shared: Record<string, string> = {}) =>
    loadConfiguration({
      readShared: async (repository, path) => shared[`${repository}:${path}`],
      ...{ store, owner, verify, checks: ['internet-any'], clock: () => new Date('2026-01-01T00:00:00Z') },
      read: async () => (text === undefined ? undefined : { text, sha: `sha of ${text}` }),
    });
  const names = async (loading: ReturnType<typeof load>) => (await loading).config?.accounts.map(({ name }) => name);

  it('has nothing to say where there never was a file', async () => {
    expect(await load('new', undefined)).toEqual({ errors: [] });
  });

  it('puts a good file in force at once', async () => {
    expect(await names(load('acme', GOOD))).toEqual(['prod']);
    expect(await names(load('acme', GOOD.replace('prod', 'production')))).toEqual(['production']);
  });

  it.each([
    ['misspelt', 'acounts: []', "there is no setting 'acounts'"],
    ['about a check there is not', 'checks: { internet-anny: off }', "there is no check 'internet-anny'"],
    ['gone', undefined, 'the file is gone'],
  ])('keeps the last good one in force while the newest is %s', async (owner, text, message) => {
    await load(owner, GOOD);
    const { config, errors } = await load(owner, text);
    expect(config?.accounts).toHaveLength(1);
    expect(errors).toEqual([expect.objectContaining({ line: 1, message: expect.stringContaining(message) })]);
    expect(await load(owner, GOOD)).toMatchObject({ errors: [] });
  });

  it('understands the same texts once, and a change of what is extended at once', async () => {
    const memory: ConfigurationMemory = new Map();
    const own = '_extends: policy:sallyport.yml\n';
    const of = (base: string) =>
      loadConfiguration({
        ...{
          store,
          owner: 'reader',
          verify: () => {},
          checks: [],
          clock: () => new Date('2026-01-01T00:00:00Z'),
          memory,
        },
        read: async () => ({ text: own, sha: 'sha' }),
        readShared: async () => base,
      });
    const first = await of(GOOD);
    expect((await of(GOOD)).config).toBe(first.config);
    expect((await of(GOOD.replace('prod', 'live'))).config?.accounts[0]?.name).toBe('live');
    expect((await of('accounts: 1')).errors).toHaveLength(1);
    expect((await of('accounts: 1')).config?.accounts[0]?.name).toBe('live');
  });

  it('keeps what the file extends in force when that vanishes', async () => {
    const own = '_extends: policy:sallyport.yml\nschedule: every hour\n';
    const shared = { 'builder/policy:sallyport.yml': GOOD };
    const none = () => {};
    expect(await names(load('builder', own, none, shared))).toEqual(['prod']);
    const later = await load('builder', own);
    expect(later.errors).toMatchObject([{ line: 1, message: expect.stringContaining('does not exist') }]);
    expect(later.config).toMatchObject({ schedule: 'every hour', accounts: [{ name: 'prod' }] });
    const changed = { 'builder/policy:sallyport.yml': GOOD.replace('prod', 'live') };
    expect(await names(load('builder', own, none, changed))).toEqual(['live']);
  });

  it('does not put in force what a check cannot follow', async () => {
    const verify = () => {
      throw new SallyportError("the check 'internet-any' has no parameter 'port'");
    };
    expect(await load('strict', GOOD, verify)).toEqual({
      errors: [{ line: 1, column: 1, path: '', message: "the check 'internet-any' has no parameter 'port'" }],
    });
  });
});

describe('reportConfigErrors', () => {
  const error = (message: string) => ({ line: 3, column: 1, path: 'accounts[0]', message });

  it('keeps one issue: opened, edited in place, closed, reopened', async () => {
    const { port, all } = fakeIssues();
    await reportConfigErrors(port, []);
    expect(all()).toEqual([]);
    await reportConfigErrors(port, [error('is missing')]);
    await reportConfigErrors(port, [error('is missing')]);
    expect(all()).toMatchObject([{ state: 'open', comments: [] }]);
    expect(all()[0]?.body).toContain('- line 3, `accounts[0]`: is missing');
    await reportConfigErrors(port, [error('is @acme/all `odd`')]);
    expect(all()[0]?.body).not.toMatch(/[^\u200b]@acme/u);
    await reportConfigErrors(port, []);
    expect(all()).toMatchObject([{ state: 'closed', comments: [expect.stringContaining('valid again')] }]);
    await reportConfigErrors(port, [error('is missing')]);
    expect(all()).toMatchObject([{ state: 'open' }]);
  });
});

describe('rulesFor', () => {
  const parsed = parseConfig(
    `
accounts:
  - { id: "111111111111", name: prod, regions: [us-east-1], issues: acme/infra }
  - { id: "222222222222", name: dev, regions: [us-east-1], issues: acme/other }
  - id: "444444444444"
    name: lab
    regions: [us-east-1]
    issues: acme/infra
    checks: { one: { dueDays: 9 }, two: { severity: low }, three: off }
  - { id: "333333333333", name: quiet, regions: [us-east-1] }
checks: { one: off, two: { dueDays: 3 } }
issues: { maxNewPerScan: 4 }`,
    'sallyport.yml',
  );
  const checks = ['one', 'two', 'three'].map((id) => ({
    ...{ id, dependsOn: [`describe-${id}`] },
    ...(id === 'three' && { alsoReads: ['describe-more'] }),
  }));

  it('holds the accounts routed to the repository and the checks in force', () => {
    const rules = rulesFor(parsed.ok ? parsed.config : undefined, 'ACME/infra', checks);
    expect([...rules.accounts]).toEqual([
      ['111111111111', { name: 'prod', regions: ['us-east-1'] }],
      [
        '444444444444',
        {
          ...{ name: 'lab', regions: ['us-east-1'] },
          checks: new Map([
            ['one', { dependsOn: ['describe-one'], dueDays: 9 }],
            ['two', { dependsOn: ['describe-two'] }],
          ]),
        },
      ],
    ]);
    expect([...rules.checks]).toEqual([
      ['two', { dependsOn: ['describe-two'], dueDays: 3 }],
      ['three', { dependsOn: ['describe-three'], alsoReads: ['describe-more'] }],
    ]);
    expect(rules.maxNewPerScan).toBe(4);
  });
});

describe('externalId', () => {
  it('differs by owner and by secret, and not by spelling', () => {
    const id = externalId('secret', 'acme');
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(externalId('secret', 'ACME')).toBe(id);
    expect(externalId('secret', 'other')).not.toBe(id);
    expect(externalId('another', 'acme')).not.toBe(id);
  });
});
