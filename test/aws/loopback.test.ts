import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collectAccount } from '../../src/aws/index.ts';
import { OPERATION_NAMES, type Snapshot } from '../../src/snapshot/index.ts';
import { retryAtOnce } from './support/fake-aws.ts';
import { type Faults, type Loopback, startLoopback } from './support/loopback.ts';

// Real sockets: what a mock of HTTP cannot do wrong is done wrong here.

const SIZE = { interfaces: 1_250, groups: 40, rulesPerGroup: 60 };
let aws: Loopback;

const before = process.env['AWS_ENDPOINT_URL'];
beforeEach(() => {
  delete process.env['AWS_ENDPOINT_URL'];
});
afterEach(async () => {
  await aws.stop();
  if (before !== undefined) process.env['AWS_ENDPOINT_URL'] = before;
});

async function collect(faults: Faults, region = 'us-east-1'): Promise<Snapshot> {
  aws = await startLoopback({ size: SIZE, faults });
  process.env['AWS_ENDPOINT_URL'] = aws.url;
  try {
    return await collectAccount(
      {
        account: '123456789012',
        role: 'Reader',
        regions: [region],
        credentials: { accessKeyId: 'AKIABASE', secretAccessKey: 'base' },
        clock: () => new Date(),
      },
      { retryStrategy: retryAtOnce(11) },
    );
  } finally {
    delete process.env['AWS_ENDPOINT_URL'];
  }
}

function counts({ regions: [region] }: Snapshot) {
  const length = (operation: string, member: string) => {
    const output = region?.operations.get(operation)?.output as Record<string, unknown[]> | undefined;
    return new Set(output?.[member]?.map((item) => JSON.stringify(item))).size;
  };
  return {
    interfaces: length('describe-network-interfaces', 'NetworkInterfaces'),
    groups: length('describe-security-groups', 'SecurityGroups'),
    rules: length('describe-security-group-rules', 'SecurityGroupRules'),
    complete: [...(region?.operations.values() ?? [])].filter(({ status }) => status === 'complete').length,
  };
}

const EVERYTHING = { interfaces: 1_250, groups: 40, rules: 2_400, complete: OPERATION_NAMES.length };

describe('everything is read, nothing twice and nothing silently missing, when', () => {
  test.each<[string, Faults]>([
    ['all goes well', {}],
    ['half of all calls are throttled', { throttled: 0.5 }],
    ['every fifth connection is dropped midway', { dropped: 0.2 }],
    ['every fifth answer is XML that stops midway', { truncated: 0.2 }],
    ['sessions expire again and again', { requestsPerSession: 9 }],
    ['all of that happens', { throttled: 0.2, dropped: 0.1, truncated: 0.1, requestsPerSession: 20 }],
  ])('%s', async (_, faults) => {
    expect(counts(await collect(faults))).toEqual(EVERYTHING);
  });
});

test('XML that always stops midway is recorded as failed, never as a short list', async () => {
  const { regions } = await collect({ truncated: 1 });
  for (const { status, ...rest } of regions[0]?.operations.values() ?? []) {
    expect(status).toBe('failed');
    expect(rest).toEqual({ reason: expect.stringMatching(/cut short|needs/) });
  }
});
