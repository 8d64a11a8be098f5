import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AccountError } from '../../src/aws/index.ts';
import { type DoctorParts, doctorCommand, examineDatabase } from '../../src/cli/doctor.ts';
import { parseConfig } from '../../src/config/index.ts';
import { externalId } from '../../src/drift/index.ts';
import { EnvironmentError, readEnvironment } from '../../src/server/index.ts';
import type { Recorded } from '../../src/snapshot/index.ts';
import { lockFolder } from '../../src/store/folder-lock.ts';
import { VARIABLES } from '../server/support.ts';
import { runCommand } from './support.ts';

const parsed = parseConfig(
  `accounts:
  - { id: "111111111111", name: prod, regions: [us-east-1, eu-south-2] }
  - { id: "222222222222", name: lab, regions: [us-east-1] }
organization: { managementRole: "arn:aws:iam::999999999999:role/Org" }`,
  'sallyport.yml',
);
if (!parsed.ok) throw new Error('the configuration of this test is not valid');
const COMPLETE: Recorded = { status: 'complete', output: {} };
const DENIED: Recorded = { status: 'denied', reason: 'UnauthorizedOperation: no' };

const WELL: DoctorParts = {
  environment: () => readEnvironment(VARIABLES),
  database: async () => [{ state: 'ok', text: 'the database answers' }],
  organisations: async () => [{ owner: 'acme', config: parsed.config }],
  caller: async () => 'arn:aws:iam::999999999999:role/service',
  members: async () => [{ id: '333333333333', name: 'member' }],
  collect: async ({ account, regions = [] }) => ({
    regions: regions.map((region) => ({ account, region, operations: new Map([['describe-vpcs', COMPLETE]]) })),
  }),
};
const doctor = (parts: Partial<DoctorParts> = {}, ...args: string[]) =>
  runCommand(doctorCommand({ ...WELL, ...parts }), args);

test('says of a healthy service what it found, step by step', async () => {
  const { out, err, exitCode } = await doctor();
  expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 });
  expect(out.trimEnd().split('\n')).toEqual([
    '✓ the environment has everything',
    '✓ the database answers',
    '✓ AWS knows this machine as arn:aws:iam::999999999999:role/service',
    '✓ acme: 1 member accounts of the AWS organisation are to be read',
    "· acme: not looked at, since alsoRead does not name it: quotas (interface-groups-quota, rules-quota, groups-quota, interfaces-quota, network-acl-rules-quota, routes-quota, vpc-quota; AWS's defaults are taken), history, patches (patch-state), inventory (flow-logs-off, image-not-approved, unencrypted-volume, key-pair); what was found by it before stays as it was",
    '✓ acme: account prod (111111111111) us-east-1: all 1 calls are answered',
    '✓ acme: account prod (111111111111) eu-south-2: all 1 calls are answered',
    '✓ acme: account lab (222222222222) us-east-1: all 1 calls are answered',
  ]);
});

test('names the permission that is missing, and the Region that is closed', async () => {
  const { out, exitCode } = await doctor(
    {
      collect: async ({ account, regions = [] }) => ({
        regions: regions.map((region) => ({
          account,
          region,
          operations: new Map([
            ['describe-vpcs', region === 'us-east-1' ? COMPLETE : DENIED],
            ['elbv2-describe-rules', DENIED],
          ]),
        })),
      }),
    },
    ...['--account', '111111111111'],
  );
  expect(exitCode).toBe(1);
  expect(out).toContain(
    'us-east-1: elbv2-describe-rules was denied: UnauthorizedOperation: no; allow elasticloadbalancing:DescribeRules',
  );
  expect(out).toMatch(/eu-south-2: nothing can be read .*service control policy/);
  expect(out).not.toContain('222222222222');
});

test('notes what is denied beside the network, which is whole without it', async () => {
  const { out, exitCode } = await doctor({
    collect: async ({ account, regions = [] }) => ({
      regions: regions.map((region) => ({
        ...{ account, region },
        operations: new Map<string, Recorded>([
          ['describe-vpcs', COMPLETE],
          ['describe-volumes', DENIED],
        ]),
      })),
    }),
  });
  expect(exitCode).toBe(0);
  expect(out).toContain(
    '· acme: account lab (222222222222) us-east-1: describe-volumes was denied: UnauthorizedOperation: no; the checks that need it say nothing there; allow ec2:DescribeVolumes, see deploy/, or take it out of alsoRead',
  );
});

test('goes on after an account that cannot be entered, with the right external id for each', async () => {
  const ids: (string | undefined)[] = [];
  const { out, exitCode } = await doctor({
    collect: async (account, options) => {
      ids.push(account.externalId);
      if (account.account === '111111111111') throw new AccountError('cannot assume the role');
      return WELL.collect(account, options);
    },
  });
  expect(exitCode).toBe(1);
  expect(out).toContain('✗ acme: account prod (111111111111): cannot assume the role');
  expect(out).toContain('✓ acme: account lab (222222222222) us-east-1');
  expect(new Set(ids)).toEqual(new Set([externalId(VARIABLES.SALLYPORT_SECRET, 'acme')]));
});

test.each<[string, Partial<DoctorParts>, RegExp]>([
  [
    'the environment',
    {
      environment: () => {
        throw new EnvironmentError('set APP_ID');
      },
    },
    /^✗ set APP_ID\n$/,
  ],
  ['the database', { database: () => Promise.reject(new Error('connection refused')) }, /✗ connection refused/],
  ['GitHub', { organisations: () => Promise.reject(new Error('401 bad credentials')) }, /✗ 401 bad credentials/],
  ['the credentials', { caller: () => Promise.reject(new AccountError('no credentials')) }, /✗ no credentials/],
])('says what is wrong with %s', async (_, parts, message) => {
  const { out, exitCode } = await doctor(parts);
  expect(out).toMatch(message);
  expect(exitCode).toBe(1);
});

test('beside a service that runs, its embedded database is no failure', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-doctor-'));
  const held = await lockFolder(dataDir);
  try {
    expect(await examineDatabase({ dataDir, encryption: {} })).toEqual([
      { state: 'note', text: expect.stringMatching(/in use by the service/) },
    ]);
  } finally {
    await held();
    rmSync(dataDir, { recursive: true });
  }
});
