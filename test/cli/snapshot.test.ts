import { describe, expect, test } from 'vitest';
import { AccountError, type collectAccount, type LinkedAccount } from '../../src/aws/index.ts';
import { snapshotCommand } from '../../src/cli/snapshot.ts';
import type { Snapshot } from '../../src/snapshot/index.ts';

const SNAPSHOT: Snapshot = {
  regions: [
    {
      account: '123456789012',
      region: 'eu-west-1',
      operations: new Map([
        ['describe-vpcs', { status: 'complete', output: { Vpcs: [] } }],
        ['describe-network-acls', { status: 'denied', reason: 'UnauthorizedOperation: no' }],
      ]),
    },
  ],
};

const CLOCK = () => new Date('2035-01-01T00:00:00Z');

/** Runs the command line without a process: what it asked, wrote and printed, and how it would exit. */
async function run(args: readonly string[], collect: typeof collectAccount = async () => SNAPSHOT) {
  const asked: LinkedAccount[] = [];
  const written: [Snapshot, string][] = [];
  const printed = { out: '', err: '' };
  const command = snapshotCommand({
    collect: async (account, options) => {
      asked.push(account);
      return collect(account, options);
    },
    write: async (snapshot, dir) => void written.push([snapshot, dir]),
    clock: CLOCK,
  });
  command.exitOverride().configureOutput({
    writeOut: (text) => {
      printed.out += text;
    },
    writeErr: (text) => {
      printed.err += text;
    },
  });
  const exitCode = await command.parseAsync(args, { from: 'user' }).then(
    () => 0,
    (error: { readonly exitCode?: number }) => error.exitCode,
  );
  return { asked, written, printed, exitCode };
}

const ARGUMENTS = ['--account', '123456789012', '--role', 'Reader', '--out', 'recording'];

describe('sallyport snapshot', () => {
  test('writes what it read, and says for each Region what was read and what was denied', async () => {
    const { asked, written, printed, exitCode } = await run([
      ...ARGUMENTS,
      ...['--region', 'eu-west-1', '--region', 'us-east-1', '--external-id', 'acme-7f3a'],
    ]);
    expect(exitCode).toBe(0);
    expect(asked).toMatchObject([
      {
        account: '123456789012',
        role: 'Reader',
        regions: ['eu-west-1', 'us-east-1'],
        externalId: 'acme-7f3a',
        clock: CLOCK,
      },
    ]);
    expect(written).toEqual([[SNAPSHOT, 'recording']]);
    expect(printed).toEqual({
      out: '123456789012 eu-west-1: 1 of 2 operations read completely\n  describe-network-acls: denied: UnauthorizedOperation: no\n',
      err: '',
    });
  });

  test('leaves Regions and external id to their defaults', async () => {
    const { asked } = await run(ARGUMENTS);
    expect(asked[0]).not.toHaveProperty('regions');
    expect(asked[0]).not.toHaveProperty('externalId');
  });

  test('exits with 1 and says why when the account cannot be read, and writes nothing', async () => {
    const { written, printed, exitCode } = await run(ARGUMENTS, async () => {
      throw new AccountError('cannot assume the role; check the external id');
    });
    expect(exitCode).toBe(1);
    expect(printed.err).toBe('sallyport snapshot: cannot assume the role; check the external id\n');
    expect(written).toEqual([]);
  });

  test('exits with 1 when every call was denied, having written and told why', async () => {
    const denied = { status: 'denied', reason: 'UnauthorizedOperation: no' } as const;
    const region = { account: '123456789012', region: 'eu-west-1', operations: new Map([['describe-vpcs', denied]]) };
    const { written, printed, exitCode } = await run(ARGUMENTS, async () => ({ regions: [region] }));
    expect(exitCode).toBe(1);
    expect(written).toHaveLength(1);
    expect(printed.out).toContain('describe-vpcs: denied: UnauthorizedOperation: no');
    expect(printed.err).toContain('nothing of account 123456789012 could be read');
  });

  test('passes on the role on the way and what else to read', async () => {
    const via = 'arn:aws:iam::999999999999:role/Hub';
    const { asked } = await run([...ARGUMENTS, '--via', via, '--also', 'quotas', 'history']);
    expect(asked[0]).toMatchObject({ via, extras: ['quotas', 'history'] });
  });

  test.each(['--account', '--role', '--out'])('exits with 1 without %s', async (option) => {
    const at = ARGUMENTS.indexOf(option);
    const { printed, exitCode, asked } = await run(ARGUMENTS.toSpliced(at, 2));
    expect(exitCode).toBe(1);
    expect(printed.err).toContain(`required option '${option}`);
    expect(asked).toEqual([]);
  });

  test("does not hide a fault of its own behind the user's", async () => {
    const fault = run(ARGUMENTS, async () => {
      throw new TypeError('a bug');
    });
    expect((await fault).exitCode).toBeUndefined();
  });
});
