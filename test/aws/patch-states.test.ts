import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { collectAccount } from '../../src/aws/index.ts';
import { retryAtOnce } from './support/fake-aws.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';

// Systems Manager takes fifty instances a call, and speaks JSON.

const INSTANCES = Array.from({ length: 120 }, (_, at) => `i-${String(at).padStart(17, '0')}`);

let aws: Loopback;
let ssm: Server;
let asked: (readonly string[])[];
let denied: string | undefined;

beforeEach(async () => {
  asked = [];
  denied = undefined;
  aws = await startLoopback({
    size: { interfaces: 0, groups: 0, rulesPerGroup: 0 },
    answer: ({ action }) => {
      if (action !== 'DescribeInstances') return undefined;
      const items = INSTANCES.map((id) => `<item><instanceId>${id}</instanceId></item>`).join('');
      return `<reservationSet><item><instancesSet>${items}</instancesSet></item></reservationSet>`;
    },
  });
  ssm = createServer(async (request, response) => {
    const { InstanceIds } = (await json(request)) as { InstanceIds: readonly string[] };
    if (request.headers['x-amz-target'] !== 'AmazonSSM.DescribeInstancePatchStates') response.writeHead(500);
    asked.push(InstanceIds);
    const states = InstanceIds.map((InstanceId) => ({ InstanceId, MissingCount: 1, FailedCount: 0 }));
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (denied !== undefined && InstanceIds.includes(denied))
      response.writeHead(400).end(JSON.stringify({ __type: 'AccessDeniedException', message: 'not allowed' }));
    else response.end(JSON.stringify({ InstancePatchStates: states }));
  });
  await new Promise<void>((resolve) => ssm.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', `http://127.0.0.1:${(ssm.address() as AddressInfo).port}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
  ssm.closeAllConnections();
  await new Promise((resolve) => ssm.close(resolve));
});

async function patchStates() {
  const { regions } = await collectAccount(
    {
      ...{ account: '123456789012', role: 'Reader', regions: ['us-east-1'], extras: ['patches'] },
      credentials: { accessKeyId: 'AKIABASE', secretAccessKey: 'secret' },
      clock: () => new Date(),
    },
    { retryStrategy: retryAtOnce() },
  );
  return regions[0]?.operations.get('ssm-describe-instance-patch-states');
}

const idsOf = (output: unknown) =>
  (output as { InstancePatchStates: { InstanceId: string }[] }).InstancePatchStates.map(({ InstanceId }) => InstanceId);

test('fifty instances are asked about at once, each once, and their states are one answer', async () => {
  const recorded = await patchStates();
  expect(asked.map(({ length }) => length).sort()).toEqual([20, 50, 50]);
  expect(asked.flat().sort()).toEqual(INSTANCES);
  expect(recorded?.status).toBe('complete');
  expect(idsOf(recorded?.output).sort()).toEqual(INSTANCES);
});

test('fifty that are refused leave the others', async () => {
  denied = INSTANCES[0];
  const recorded = await patchStates();
  expect(recorded).toMatchObject({ status: 'truncated', reason: expect.stringContaining('AccessDenied') });
  expect(idsOf(recorded?.output).sort()).toEqual(INSTANCES.slice(50));
});
