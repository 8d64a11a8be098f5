import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Recorded,
  type RegionSnapshot,
  readSnapshot,
  SnapshotError,
  writeSnapshot,
} from '../../src/snapshot/index.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sallyport-snapshot-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function put(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(join(dir, path)), { recursive: true });
  await writeFile(join(dir, path), typeof content === 'string' ? content : JSON.stringify(content));
}

const operations = (entries: Readonly<Record<string, Recorded>>) => new Map(Object.entries(entries));

const WHOLE: RegionSnapshot = {
  account: '111111111111',
  region: 'us-east-1',
  takenAt: '2035-01-01T00:00:00.000Z',
  operations: operations({
    'describe-subnets': { status: 'truncated', reason: 'InternalError: sorry', output: { Subnets: [] } },
    'describe-vpcs': { status: 'complete', output: { Vpcs: [{ VpcId: 'vpc-1' }] } },
    'describe-network-acls': { status: 'denied', reason: 'UnauthorizedOperation: no' },
    'rds-describe-db-instances': { status: 'complete', output: { DBInstances: [{ any: 'thing' }] } },
  }),
};

/** Maps compare by their order of insertion, which means nothing here. */
const asObject = ({ operations: found, ...rest }: RegionSnapshot) => ({ ...rest, ...Object.fromEntries(found) });

describe('a written snapshot', () => {
  test('reads back as it was, completeness and foreign files included', async () => {
    await writeSnapshot({ regions: [WHOLE, { ...WHOLE, region: 'eu-west-1' }] }, dir);
    const { regions } = await readSnapshot(dir);
    expect(regions.map(asObject)).toEqual([asObject({ ...WHOLE, region: 'eu-west-1' }), asObject(WHOLE)]);
  });

  test('holds exactly what the AWS CLI prints, one file an operation, and one file on completeness', async () => {
    await writeSnapshot({ regions: [WHOLE] }, dir);
    const folder = join(dir, '111111111111', 'us-east-1');
    expect((await readdir(folder)).sort()).toEqual([
      'completeness.json',
      'describe-subnets.json',
      'describe-vpcs.json',
      'rds-describe-db-instances.json',
    ]);
    expect(JSON.parse(await readFile(join(folder, 'describe-vpcs.json'), 'utf8'))).toEqual({
      Vpcs: [{ VpcId: 'vpc-1' }],
    });
  });

  test('replaces what was there of the Region, keeps other Regions, and leaves nothing aside', async () => {
    await writeSnapshot({ regions: [WHOLE, { ...WHOLE, region: 'eu-west-1' }] }, dir);
    await writeSnapshot({ regions: [{ ...WHOLE, operations: new Map() }] }, dir);
    expect(await readdir(join(dir, '111111111111'))).toEqual(['eu-west-1', 'us-east-1']);
    expect(await readdir(join(dir, '111111111111', 'us-east-1'))).toEqual(['completeness.json']);
  });

  test('that cannot be written leaves the former one whole', async () => {
    await writeSnapshot({ regions: [WHOLE] }, dir);
    const cyclic: Record<string, unknown> = { Vpcs: [] };
    cyclic['self'] = cyclic;
    const broken = { ...WHOLE, operations: operations({ 'describe-vpcs': { status: 'complete', output: cyclic } }) };
    await expect(writeSnapshot({ regions: [broken] }, dir)).rejects.toThrow(/cannot be written/);
    expect((await readSnapshot(dir)).regions.map(asObject)).toEqual([asObject(WHOLE)]);
    expect(await readdir(join(dir, '111111111111'))).toEqual(['us-east-1']);
  });

  test.each([
    [{ ...WHOLE, account: '../../../etc' }],
    [{ ...WHOLE, region: '..' }],
    [{ ...WHOLE, operations: operations({ '../x': { status: 'complete', output: {} } }) }],
  ])('never leaves its folder (%#)', async (region) => {
    await expect(writeSnapshot({ regions: [region] }, dir)).rejects.toBeInstanceOf(SnapshotError);
    expect(await readdir(dir)).toEqual([]);
  });
});

test('a Region whose replacement was cut off between the two renames is read from where it stepped aside', async () => {
  await writeSnapshot({ regions: [WHOLE, { ...WHOLE, region: 'eu-west-1' }] }, dir);
  const account = join(dir, WHOLE.account);
  const aside = join(account, '.us-east-1.01234567-89ab-4cde-8f01-23456789abcd.old');
  await rename(join(account, 'us-east-1'), aside);
  expect((await readSnapshot(dir)).regions.map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1']);
  const newer = { ...WHOLE, takenAt: '2035-01-02T00:00:00.000Z' };
  await writeSnapshot({ regions: [newer] }, dir);
  expect((await readSnapshot(dir)).regions.map(({ takenAt }) => takenAt)).toEqual([WHOLE.takenAt, newer.takenAt]);
});

describe('a recording made by hand', () => {
  test('needs no completeness file, and folders and files of others are left alone', async () => {
    await put('LICENSE', 'text');
    await put('notes/readme.json', 'not json');
    await put('111111111111/us-east-1/README.md', 'text');
    await put('111111111111/us-east-1/describe-vpcs.json', `\uFEFF${JSON.stringify({ Vpcs: [] })}`);
    expect((await readSnapshot(dir)).regions).toEqual([
      {
        account: '111111111111',
        region: 'us-east-1',
        operations: operations({ 'describe-vpcs': { status: 'complete', output: { Vpcs: [] } } }),
      },
    ]);
  });
});

describe('a folder that is no snapshot is refused, naming the file and what to do', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['is empty', {}, /no account folder; a snapshot is <dir>\/<account-id>\/<region>/],
    ['is an account folder itself', { 'us-east-1/describe-vpcs.json': { Vpcs: [] } }, /no account folder/],
    [
      'has an account id too short',
      { '1234/us-east-1/describe-vpcs.json': {} },
      /1234: is no account id.*twelve digits/,
    ],
    [
      'has an account without Regions',
      { '111111111111/describe-vpcs.json': {} },
      /111111111111: holds no Region folder/,
    ],
    [
      'has broken JSON',
      { '111111111111/us-east-1/describe-vpcs.json': '{"Vpcs": [' },
      /describe-vpcs\.json: is not valid JSON/,
    ],
    [
      'has a list where an object belongs',
      { '111111111111/us-east-1/describe-vpcs.json': [] },
      /describe-vpcs\.json: holds no JSON object/,
    ],
    [
      'lacks the list',
      { '111111111111/us-east-1/describe-vpcs.json': { Subnets: [] } },
      /no list 'Vpcs'; record it again with 'aws ec2 describe-vpcs --output json'/,
    ],
    [
      'has a listing where parents belong',
      { '111111111111/us-east-1/elbv2-describe-target-health.json': { TargetHealthDescriptions: [] } },
      /must hold an object from TargetGroupArn to the output of 'aws elbv2 describe-target-health/,
    ],
    [
      'has an object of the wrong kind',
      { '111111111111/us-east-1/describe-vpc-block-public-access-options.json': { VpcBlockPublicAccessOptions: [] } },
      /no object 'VpcBlockPublicAccessOptions'/,
    ],
    [
      'has a broken completeness file',
      { '111111111111/us-east-1/completeness.json': { incomplete: { x: { status: 'tired' } } } },
      /completeness\.json: does not say what was read/,
    ],
  ])('that %s', async (_, files, message) => {
    for (const [path, content] of Object.entries(files)) await put(path, content);
    await expect(readSnapshot(dir)).rejects.toThrow(message);
    await expect(readSnapshot(dir)).rejects.toBeInstanceOf(SnapshotError);
  });

  test('that does not exist', async () => {
    await expect(readSnapshot(join(dir, 'nowhere'))).rejects.toThrow(/nowhere: no such directory/);
  });

  test('that is a file', async () => {
    await put('file', 'x');
    await expect(readSnapshot(join(dir, 'file'))).rejects.toThrow(/is a file/);
  });
});
