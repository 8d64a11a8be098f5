import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collectAccount, type Members, ORGANIZATION_ACTIONS, organizationMembers } from '../../src/aws/index.ts';
import { partitionOf, sessionRegion } from '../../src/aws/partition.ts';
import { assumedRole, ec2, fakeAws, retryAtOnce } from './support/fake-aws.ts';

beforeEach(() => nock.cleanAll());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const CLOCK = () => new Date('2035-01-01T00:00:00Z');
const CALLER = { accessKeyId: 'AKIABASE', secretAccessKey: 'base' };

describe('partitions', () => {
  test.each([
    ['us-east-1', 'aws'],
    ['eu-south-2', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'aws-us-gov'],
    ['us-iso-west-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
  ])('%s is in %s', (region, partition) => {
    expect(partitionOf(region)).toBe(partition);
  });

  test.each([
    [['eu-west-1'], 'Reader', 'eu-west-1'],
    [['eu-south-2', 'eu-west-1'], 'Reader', 'us-east-1'],
    [['cn-northwest-1'], 'Reader', 'cn-northwest-1'],
    [[], 'arn:aws-cn:iam::123456789012:role/Reader', 'cn-north-1'],
    [[], 'arn:aws-us-gov:iam::123456789012:role/Reader', 'us-gov-west-1'],
    [[], 'Reader', 'us-east-1'],
  ])('a session for %j as %s is asked for in %s', (regions, role, expected) => {
    expect(sessionRegion(regions, role)).toBe(expected);
  });

  test('an account has one', async () => {
    const account = { account: '123456789012', role: 'Reader', regions: ['us-east-1', 'cn-north-1'], clock: CLOCK };
    await expect(collectAccount(account)).rejects.toThrow(/several partitions/);
  });
});

test('a role on the way is assumed first, with the same external id, and may do nothing but go on', async () => {
  let sessions = 0;
  const aws = fakeAws(({ action }) =>
    action === 'AssumeRole' ? assumedRole(++sessions, '2035-01-01T00:15:00Z') : undefined,
  );
  await collectAccount(
    {
      account: '123456789012',
      role: 'Reader',
      via: 'arn:aws:iam::999999999999:role/Hub',
      externalId: 'acme-1',
      regions: ['us-east-1'],
      credentials: CALLER,
      clock: CLOCK,
    },
    { retryStrategy: retryAtOnce() },
  );
  const [hub, target, ...others] = aws.of('AssumeRole');
  expect(others).toEqual([]);
  expect(hub).toMatchObject({ accessKeyId: 'AKIABASE' });
  expect(hub?.parameters.get('RoleArn')).toBe('arn:aws:iam::999999999999:role/Hub');
  expect(JSON.parse(hub?.parameters.get('Policy') ?? '').Statement).toEqual([
    { Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: 'arn:aws:iam::123456789012:role/Reader' },
  ]);
  expect(target).toMatchObject({ accessKeyId: 'ASIASESSION1' });
  for (const assumed of [hub, target]) expect(assumed?.parameters.get('ExternalId')).toBe('acme-1');
  expect(aws.of('DescribeVpcs')[0]).toMatchObject({ accessKeyId: 'ASIASESSION2' });
});

test('extras are asked where they are switched on, with the permissions they need', async () => {
  const aws = fakeAws(({ action }) =>
    action === 'DescribeVolumes'
      ? ec2(action, '<volumeSet><item><volumeId>vol-1</volumeId></item></volumeSet>')
      : undefined,
  );
  const snapshot = await collectAccount(
    {
      ...{ account: '123456789012', role: 'Reader', regions: ['us-east-1'], extras: ['inventory'] },
      ...{ credentials: CALLER, clock: CLOCK },
    },
    { retryStrategy: retryAtOnce() },
  );
  expect(snapshot.regions[0]?.operations.get('describe-volumes')).toEqual({
    status: 'complete',
    output: { Volumes: [{ VolumeId: 'vol-1' }] },
  });
  const policy = JSON.parse(aws.of('AssumeRole')[0]?.parameters.get('Policy') ?? '');
  expect(policy.Statement[0].Action).toContain('ec2:DescribeVolumes');
  expect(policy.Statement[0].Action).not.toContain('cloudtrail:LookupEvents');
});

describe('members of an organisation', () => {
  const UNITS: Readonly<Record<string, { accounts: string[]; units: string[] }>> = {
    'r-1': { accounts: ['100000000000'], units: ['ou-prod', 'ou-lab'] },
    'ou-prod': { accounts: ['200000000001'], units: ['ou-web'] },
    'ou-web': { accounts: ['200000000002'], units: [] },
    'ou-lab': { accounts: ['300000000001'], units: [] },
  };
  const TAGS: Readonly<Record<string, object[]>> = {
    '200000000001': [{ Key: 'stage', Value: 'prod' }],
    '300000000001': [{ Key: 'stage', Value: 'lab' }],
  };
  const ALL = Object.values(UNITS).flatMap(({ accounts }) => accounts);

  /** AWS Organizations, whose protocol is JSON; lists of accounts come one a page. */
  function organizations(): { action: string; key: string }[] {
    const asked: { action: string; key: string }[] = [];
    fakeAws();
    nock.cleanAll();
    nock('https://organizations.us-east-1.amazonaws.com')
      .persist()
      .post('/')
      .reply(function (_uri, sent) {
        const body = (typeof sent === 'string' ? JSON.parse(sent) : sent) as Record<string, string>;
        const action = String(this.req.headers['x-amz-target']).split('.')[1] ?? '';
        const key = /Credential=([^/]+)/.exec(String(this.req.headers['authorization']))?.[1] ?? '';
        asked.push({ action, key });
        return [200, JSON.stringify(answer(action, body)), { 'content-type': 'application/x-amz-json-1.1' }];
      });
    nock(/sts\./).persist().post('/').reply(200, assumedRole(1, '2035-01-01T00:15:00Z').xml);
    return asked;
  }

  function answer(action: string, body: Record<string, string>): object {
    const { accounts = [], units = [] } = UNITS[body['ParentId'] ?? ''] ?? {};
    switch (action) {
      case 'ListAccounts': {
        const at = Number(body['NextToken'] ?? 0);
        const account = (Id: string, Status = 'ACTIVE') => ({ Id, Name: `name of ${Id}`, Status });
        const listed = [...ALL.map((id) => account(id)), account('400000000001', 'SUSPENDED')];
        return { Accounts: [listed[at]], ...(at + 1 < listed.length && { NextToken: String(at + 1) }) };
      }
      case 'ListAccountsForParent':
        return { Accounts: accounts.map((Id) => ({ Id })) };
      case 'ListOrganizationalUnitsForParent':
        return { OrganizationalUnits: units.map((Id) => ({ Id })) };
      default:
        return { Tags: TAGS[body['ResourceId'] ?? ''] ?? [] };
    }
  }

  const members = (include?: Members, exclude?: Members) =>
    organizationMembers({
      managementRole: 'arn:aws:iam::100000000000:role/Org',
      ...{ include, exclude, credentials: CALLER, clock: CLOCK, retryStrategy: retryAtOnce() },
    });

  test('are all that are active, read with the management role', async () => {
    const asked = organizations();
    expect(await members()).toEqual(ALL.toSorted().map((id) => ({ id, name: `name of ${id}` })));
    expect(new Set(asked.map(({ key }) => key))).toEqual(new Set(['ASIASESSION1']));
    expect(asked.map(({ action }) => `organizations:${action}`)).toEqual(
      expect.arrayContaining([ORGANIZATION_ACTIONS[0]]),
    );
  });

  test.each<[string, Members | undefined, Members | undefined, string[]]>([
    ['a unit with all below it', { units: ['ou-prod'] }, undefined, ['200000000001', '200000000002']],
    [
      'any of several ways',
      { tags: { stage: ['lab'] }, ids: ['100000000000'] },
      undefined,
      ['100000000000', '300000000001'],
    ],
    ['any value of a tag', { tags: { stage: [] } }, undefined, ['200000000001', '300000000001']],
    ['all but a unit', undefined, { units: ['ou-prod'] }, ['100000000000', '300000000001']],
    [
      'exclude before include',
      { units: ['r-1'] },
      { ids: ['100000000000'], tags: { stage: ['prod'] } },
      ['200000000002', '300000000001'],
    ],
    ['nothing', {}, undefined, []],
  ])('by %s', async (_, include, exclude, expected) => {
    organizations();
    expect((await members(include, exclude)).map(({ id }) => id)).toEqual(expected);
  });

  test('that cannot be listed are an error, not none', async () => {
    fakeAws();
    nock.cleanAll();
    nock(/sts\./).persist().post('/').reply(200, assumedRole(1, '2035-01-01T00:15:00Z').xml);
    nock(/organizations\./)
      .persist()
      .post('/')
      .reply(400, { __type: 'AccessDeniedException', Message: 'no' }, { 'content-type': 'application/x-amz-json-1.1' });
    await expect(members()).rejects.toThrow(/cannot be listed through .*AccessDeniedException.*ListAccounts/);
  });
});
