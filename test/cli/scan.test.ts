import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { scanCommand } from '../../src/cli/scan.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scan-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** A group of code with these ingress ports open to the world. */
function code(...ports: readonly number[]): string {
  const rules = ports.map(
    (port) => `
  ingress {
    description = "p${port}"
    protocol    = "tcp"
    from_port   = ${port}
    to_port     = ${port}
    cidr_blocks = ["0.0.0.0/0"]
  }`,
  );
  write(
    'main.tf',
    `resource "aws_security_group" "web" {\n  name = "web"\n  description = "the web"\n${rules.join('')}\n}\n`,
  );
  return folder;
}

/** Runs the command without a process. */
async function run(...args: readonly string[]) {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  process.exitCode = undefined;
  const command = scanCommand().exitOverride();
  await command.parseAsync([...args], { from: 'user' });
  const { exitCode } = process;
  process.exitCode = undefined;
  vi.restoreAllMocks();
  return {
    out,
    err,
    exitCode,
    checks: (text = out) => (JSON.parse(text).findings as { check: string }[]).map(({ check }) => check),
  };
}

describe('sallyport scan', () => {
  it('names the resource, file and line that are responsible', async () => {
    const { out, exitCode } = await run(code(22), '--format', 'json');
    expect(exitCode).toBe(2);
    const [found] = JSON.parse(out).findings;
    expect(found).toMatchObject({ check: 'internet-admin-port', severity: 'medium', exposure: 'latent' });
    expect(found.because).toMatchObject([
      { address: 'aws_security_group.web', file: 'main.tf', line: 10, references: ['CKV_AWS_24', 'AWS-0107'] },
    ]);
  });

  it.each([
    ['info', 2],
    ['medium', 2],
    ['high', 0],
    ['never', 0],
  ])('--fail-on %s ends with %i', async (severity, expected) => {
    expect((await run(code(22), '--fail-on', severity)).exitCode).toBe(expected);
  });

  it('adopts an old estate: what the baseline has is left out, what comes or gets worse is not', async () => {
    const baseline = join(folder, 'baseline.json');
    expect((await run(code(22), '--write-baseline', baseline)).exitCode).toBe(0);
    const known = await run(folder, '--baseline', baseline, '--format', 'json');
    expect(known.exitCode).toBe(0);
    expect(JSON.parse(known.out)).toMatchObject({ findings: [], baselined: 2 });

    const more = await run(code(22, 3306), '--baseline', baseline, '--format', 'json');
    expect(more.exitCode).toBe(2);
    expect(more.checks()).toEqual(['internet-database-port', 'mixed-ports-group']);

    writeFileSync(baseline, readFileSync(baseline, 'utf8').replace('"severity":"medium"', '"severity":"low"'));
    expect((await run(code(22), '--baseline', baseline, '--format', 'json')).checks()).toEqual(['internet-admin-port']);
    expect((await run(code(), '--baseline', baseline)).err).toContain("1 of the baseline's findings is gone");
  });

  it('tells of a finding of the baseline that became wider', async () => {
    const baseline = join(folder, 'baseline.json');
    await run(code(22), '--write-baseline', baseline);
    const wider = await run(code(22, 3389), '--baseline', baseline, '--format', 'json');
    expect(wider.checks()).toEqual(['internet-admin-port']);
    expect((await run(code(22), '--baseline', baseline, '--format', 'json')).checks()).toEqual([]);
  });

  it('reads baselines that say nothing of causes', async () => {
    const baseline = join(folder, 'baseline.json');
    await run(code(22), '--write-baseline', baseline);
    const { version, findings } = JSON.parse(readFileSync(baseline, 'utf8'));
    const bare = Object.entries<{ severity: string; title: string }>(findings).map(([key, { severity, title }]) => [
      key,
      { severity, title },
    ]);
    writeFileSync(baseline, JSON.stringify({ version, findings: Object.fromEntries(bare) }));
    expect((await run(code(22, 3389), '--baseline', baseline, '--format', 'json')).checks()).toEqual([]);
  });

  it.each([
    ['none', 'There is no baseline at'],
    ['wrong', 'is no baseline; make one with'],
  ])('says what to do about a baseline that is %s', async (kind, message) => {
    const path = kind === 'none' ? join(folder, 'missing.json') : write('wrong.json', '{"version":2}');
    await expect(run(code(22), '--baseline', path)).rejects.toThrow(message);
  });

  it('follows settings for one account', async () => {
    const config = write(
      'sallyport.yml',
      [
        'accounts:',
        '  - id: "123456789012"',
        '    name: prod',
        '    regions: [us-east-1]',
        '    checks: { internet-admin-port: { severity: high } }',
        '  - { id: "210987654321", name: dev, regions: [us-east-1], checks: { internet-admin-port: off } }',
        'checks: { unused-group: off }',
      ].join('\n'),
    );
    const scan = async (account: string) =>
      JSON.parse((await run(code(22), '--config', config, '--account', account, '--format', 'json')).out).findings.map(
        ({ check, severity }: { check: string; severity: string }) => `${check} ${severity}`,
      );
    expect(await scan('123456789012')).toEqual(['internet-admin-port low']);
    expect(await scan('210987654321')).toEqual([]);
  });

  it('says which checks code that cannot be read leaves undecided', async () => {
    const [place, root] = [join(folder, 'live', '123456789012', 'us-east-1'), join(folder, 'code')];
    for (const path of [place, root]) mkdirSync(path, { recursive: true });
    const Vpcs = [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', IsDefault: false }];
    writeFileSync(join(place, 'describe-vpcs.json'), JSON.stringify({ Vpcs }));
    writeFileSync(join(root, 'main.tf'), '');
    const scan = async (format: string) => await run(join(folder, 'live'), '--code', root, '--format', format);
    const whole = await scan('json');
    expect(whole.checks()).toContain('unmanaged-resource');
    expect(JSON.parse(whole.out).gaps).not.toContainEqual(expect.objectContaining({ operation: 'code' }));
    writeFileSync(join(root, 'main.tf'), 'module "base" {\n  source = "acme/base/aws"\n}\n');
    const reason = `${root}: the code of module.base (acme/base/aws) is not here; not wholly decided without it: missing-resource, rule-drift, unmanaged-resource`;
    const torn = await scan('json');
    expect(torn.checks()).not.toContain('unmanaged-resource');
    expect(JSON.parse(torn.out).gaps).toContainEqual({
      ...{ account: '123456789012', region: 'us-east-1', operation: 'code', kind: 'failed' },
      reason,
    });
    expect((await scan('table')).out).toContain(`123456789012 us-east-1 code: ${reason}`);
  });
});
