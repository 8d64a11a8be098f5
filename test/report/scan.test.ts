import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/checks/index.ts';
import type { Finding } from '../../src/findings/index.ts';
import { renderScan, scanJsonSchema, scanSchema } from '../../src/report/index.ts';
import { CASES, findingsIn } from '../checks/cases/index.ts';
import { finding } from './samples.ts';
import { sarifLog } from './sarif-schema.ts';

interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
}

interface Rule {
  readonly id: string;
  readonly properties: { readonly 'security-severity': string };
}

/** A finding of every check there is, in each of its cases. */
const findings = Object.entries(CASES).flatMap(([id, { fails }]) => fails.flatMap((each) => findingsIn(id, each)));
const coded = finding({
  because: [
    { text: 'opens', address: 'aws_security_group.web', file: 'infra/my "web".tf', line: 14 },
    { text: 'too', address: 'aws_security_group.web', file: 'infra/web.tf', line: 20 },
  ],
  also: ['internet-http-port'],
});
const gaps = [{ account: '1', region: 'us-east-1', operation: 'describe-network-acls', kind: 'denied' as const }];
const report = { findings: [...findings, coded], checks: CHECKS, gaps, version: '1.2.3', baselined: 2 };

describe('the JSON of a scan', () => {
  const printed = JSON.parse(renderScan(report, 'json'));

  it('is what its schema says, for findings of every check', () => {
    expect(new Set(findings.map(({ check }) => check)).size).toBe(CHECKS.length);
    expect(scanSchema.parse(printed)).toMatchObject({ version: 1, baselined: 2, gaps });
  });

  it('names other catalogues’ checks, and where the cause is written', () => {
    const found = printed.findings.find(({ also }: { also?: string[] }) => also !== undefined);
    expect(found.references).toMatchObject({ checkov: ['CKV_AWS_24', 'CKV_AWS_25', 'CKV_AWS_260'] });
    expect(found.because[1]).toEqual({
      text: 'too',
      address: 'aws_security_group.web',
      file: 'infra/web.tf',
      line: 20,
    });
  });

  it('has its schema published (npx vitest run test/report --update brings it up to date)', async () => {
    await expect(`${JSON.stringify(scanJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
      '../../schemas/scan.schema.json',
    );
  });
});

describe('the SARIF of a scan', () => {
  const printed = JSON.parse(renderScan(report, 'sarif'));

  it('is SARIF 2.1.0 as code scanning takes it, for findings of every check', () => {
    expect(sarifLog.parse(printed)).toEqual(printed);
    expect(printed.runs[0].results).toHaveLength(report.findings.length);
  });

  const sarifOf = (...found: readonly Finding[]) => {
    const [run] = JSON.parse(renderScan({ ...report, findings: found }, 'sarif')).runs;
    return run as { results: Result[]; tool: { driver: { rules: Rule[] } } };
  };

  it('grades what nothing can use apart from what is exposed', () => {
    const { results, tool } = sarifOf(coded, { ...coded, identity: ['sg-2'], severity: 'medium', exposure: 'latent' });
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['internet-admin-port', 'error'],
      ['internet-admin-port/medium', 'warning'],
    ]);
    expect(tool.driver.rules.map(({ id, properties }) => [id, properties['security-severity']])).toEqual([
      ['internet-admin-port', '9.5'],
      ['internet-admin-port/medium', '5.5'],
    ]);
  });

  it('keeps an alert through moves of its lines, links the other causes, and escapes paths', () => {
    const [one] = sarifOf(coded).results;
    const moved = { ...coded, because: coded.because.map((each) => ({ ...each, line: 99 })) };
    const [two] = sarifOf(moved).results;
    expect(one!.partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]{40}$/);
    expect(two!.partialFingerprints).toEqual(one!.partialFingerprints);
    expect(one!.message.text).toMatch(/See also \[infra\/web\.tf:20\]\(0\)\.$/);
    expect(one!.locations[0]!.physicalLocation.artifactLocation.uri).toBe('infra/my%20%22web%22.tf');
  });

  it.each([
    ['an unknown property', { ...printed, extra: 1 }],
    ['no rules', { ...printed, runs: [{ ...printed.runs[0], tool: { driver: { name: 'x' } } }] }],
    ['another version', { ...printed, version: '2.0.0' }],
  ])('would not be with %s', (_, wrong) => {
    expect(sarifLog.safeParse(wrong).success).toBe(false);
  });
});

it('tables and Markdown tell of the baseline', () => {
  expect(renderScan(report, 'table')).toContain('2 more are in the baseline.');
  expect(renderScan({ ...report, findings: [] }, 'markdown')).toContain(
    'Nothing new found. 2 more are in the baseline.',
  );
});

it('a table fits its terminal, and names a place once', () => {
  const one = { ...report, findings: [coded], gaps: [], width: 80 };
  const text = renderScan(one, 'table');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect(text.split('\n')[0]).toMatch(/^severity +exposure +check +what$/);
  expect(text).toContain(`1 finding in ${coded.account} ${coded.region}: 1 critical.`);
  expect(renderScan({ ...one, width: 200 }, 'table')).toContain('(infra/my "web".tf:14)');
  const two = renderScan({ ...one, findings: [coded, { ...coded, region: 'eu-west-1' }] }, 'table');
  expect(two.split('\n')[0]).toMatch(/^severity +exposure +region +check +what$/);
});
