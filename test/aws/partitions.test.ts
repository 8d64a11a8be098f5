import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { callerArn, collectAccount, type LinkedAccount, organizationMembers } from '../../src/aws/index.ts';
import { toNetwork } from '../../src/snapshot/index.ts';
import { assumedRole, ec2, ec2Error, query, queryError, retryAtOnce } from './support/fake-aws.ts';

// Which hosts are asked, and in which Region's name requests are signed: the SDK's own rules, on the wire.

interface Asked {
  readonly host: string;
  /** The Region and the service the signature is good for. */
  readonly scope: string;
  readonly action: string;
}

const STS = 'https://sts.amazonaws.com/doc/2011-06-15/';
const ACCOUNT: LinkedAccount = {
  account: '123456789012',
  role: 'Reader',
  clock: () => new Date('2035-01-01T00:00:00Z'),
  credentials: { accessKeyId: 'AKIABASE', secretAccessKey: 'base' },
};

beforeEach(() => {
  nock.cleanAll();
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
  vi.unstubAllEnvs();
});

/** Answers every host there is. */
function world(answer: (asked: Asked) => { status: number; xml: string } | undefined = () => undefined): Asked[] {
  const all: Asked[] = [];
  nock(/.*/)
    .persist()
    .post(/.*/)
    .reply(function (_uri, body) {
      const host = String(this.req.headers['host']);
      const scope =
        /Credential=[^/]+\/\d+\/([^/]+\/[^/]+)\//.exec(String(this.req.headers['authorization']))?.[1] ?? '';
      const target = String(this.req.headers['x-amz-target'] ?? '').split('.')[1];
      const action =
        target ?? new URLSearchParams(typeof body === 'string' ? body : (body as Record<string, string>)).get('Action');
      const asked = { host, scope, action: action ?? '' };
      all.push(asked);
      const given = answer(asked);
      if (given) return [given.status, given.xml];
      if (target !== undefined)
        return [200, JSON.stringify({ Accounts: [] }), { 'content-type': 'application/x-amz-json-1.1' }];
      if (asked.action === 'AssumeRole') return [200, assumedRole(1, '2035-01-01T01:00:00Z').xml];
      if (asked.action === 'GetCallerIdentity')
        return [200, query(asked.action, STS, '<Arn>arn:aws-us-gov:iam::1:user/u</Arn>').xml];
      return [200, host.startsWith('ec2.') ? ec2(asked.action).xml : query(asked.action, STS).xml];
    });
  return all;
}

const collect = (regions: readonly string[]) =>
  collectAccount({ ...ACCOUNT, regions }, { retryStrategy: retryAtOnce() });
const hosts = (asked: readonly Asked[]) => [...new Set(asked.map(({ host, scope }) => `${host} as ${scope}`))].sort();

describe('a Region is asked at endpoints of its own, and STS at', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'its regional endpoint',
      'eu-west-1',
      [
        'ec2.eu-west-1.amazonaws.com as eu-west-1/ec2',
        'elasticloadbalancing.eu-west-1.amazonaws.com as eu-west-1/elasticloadbalancing',
        'sts.eu-west-1.amazonaws.com as eu-west-1/sts',
      ],
    ],
    [
      'a Region that everybody has, where it must be opted into',
      'eu-south-2',
      [
        'ec2.eu-south-2.amazonaws.com as eu-south-2/ec2',
        'elasticloadbalancing.eu-south-2.amazonaws.com as eu-south-2/elasticloadbalancing',
        'sts.us-east-1.amazonaws.com as us-east-1/sts',
      ],
    ],
    [
      'GovCloud',
      'us-gov-east-1',
      [
        'ec2.us-gov-east-1.amazonaws.com as us-gov-east-1/ec2',
        'elasticloadbalancing.us-gov-east-1.amazonaws.com as us-gov-east-1/elasticloadbalancing',
        'sts.us-gov-east-1.amazonaws.com as us-gov-east-1/sts',
      ],
    ],
    [
      'China',
      'cn-northwest-1',
      [
        'ec2.cn-northwest-1.amazonaws.com.cn as cn-northwest-1/ec2',
        'elasticloadbalancing.cn-northwest-1.amazonaws.com.cn as cn-northwest-1/elasticloadbalancing',
        'sts.cn-northwest-1.amazonaws.com.cn as cn-northwest-1/sts',
      ],
    ],
  ])('%s: %s', async (_, region, expected) => {
    const asked = world();
    expect(toNetwork(await collect([region])).gaps).toEqual([]);
    expect(hosts(asked)).toEqual(expected);
  });
});

test.each([
  ['arn:aws:iam::123456789012:role/Org', 'organizations.us-east-1.amazonaws.com', 'sts.us-east-1.amazonaws.com'],
  [
    'arn:aws-us-gov:iam::123456789012:role/Org',
    'organizations.us-gov-west-1.amazonaws.com',
    'sts.us-gov-west-1.amazonaws.com',
  ],
  [
    'arn:aws-cn:iam::123456789012:role/Org',
    'organizations.cn-northwest-1.amazonaws.com.cn',
    'sts.cn-north-1.amazonaws.com.cn',
  ],
])('members are listed in the partition of %s', async (managementRole, organizations, sts) => {
  const asked = world();
  const { clock, credentials } = ACCOUNT;
  await organizationMembers({ managementRole, clock, credentials: credentials!, retryStrategy: retryAtOnce() });
  expect([...new Set(asked.map(({ host }) => host))].sort()).toEqual([organizations, sts]);
});

describe('a Region that', () => {
  const denied = /denied|no identity-based policy|explicit deny/;
  test.each([
    [
      'a service control policy denies',
      ec2Error('UnauthorizedOperation', 'You are not authorized: explicit deny in a service control policy.', 403),
      queryError('AccessDenied', 'with an explicit deny in a service control policy', 403),
    ],
    [
      'the account has not opted into',
      ec2Error('AuthFailure', 'AWS was not able to validate the provided access credentials: denied', 401),
      queryError('OptInRequired', 'The AWS Access Key Id needs a subscription for the service: denied', 403),
    ],
  ])(
    '%s is denied call by call, the others are whole, and nothing passes for empty',
    async (_, fromEc2, fromOthers) => {
      world(({ host }) => {
        if (!host.includes('.ap-east-1.')) return undefined;
        return host.startsWith('ec2.') ? fromEc2 : fromOthers;
      });
      const [closed, open] = (await collect(['ap-east-1', 'eu-west-1'])).regions;
      for (const recorded of closed!.operations.values())
        expect(recorded).toEqual({ status: 'denied', reason: expect.stringMatching(denied) });
      for (const recorded of open!.operations.values()) expect(recorded.status).toBe('complete');
    },
  );
});

describe('the service itself', () => {
  test('may be a web identity, exchanged at the regional endpoint', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-token-'));
    writeFileSync(join(folder, 'token'), 'a token of the cluster');
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', '');
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', join(folder, 'token'));
    vi.stubEnv('AWS_ROLE_ARN', 'arn:aws:iam::999999999999:role/service');
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    const asked = world(({ action }) =>
      action === 'AssumeRoleWithWebIdentity'
        ? {
            status: 200,
            xml: assumedRole(7, '2035-01-01T01:00:00Z').xml.replaceAll('AssumeRoleRes', 'AssumeRoleWithWebIdentityRes'),
          }
        : undefined,
    );
    try {
      const { credentials: _, ...account } = ACCOUNT;
      await collectAccount({ ...account, regions: ['eu-west-1'] }, { retryStrategy: retryAtOnce() });
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(asked.slice(0, 2).map(({ host, action }) => `${host} ${action}`)).toEqual([
      'sts.eu-west-1.amazonaws.com AssumeRoleWithWebIdentity',
      'sts.eu-west-1.amazonaws.com AssumeRole',
    ]);
  });

  test('is asked who it is in its own partition', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIABASE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'base');
    const asked = world();
    expect(await callerArn('us-gov-west-1')).toBe('arn:aws-us-gov:iam::1:user/u');
    expect(hosts(asked)).toEqual(['sts.us-gov-west-1.amazonaws.com as us-gov-west-1/sts']);
  });
});
