import { CHECKS, type Check, type Finding } from '../../src/checks/index.ts';
import { CASES, findingsIn } from '../../test/checks/cases/index.ts';

/** The sections of the overview: what their checks are about, and the first check of each. */
const SECTIONS: readonly (readonly [first: string, title: string])[] = [
  ['internet-any', 'Who may come in and go out'],
  ['default-group-open', 'Default and leftover groups'],
  ['group-without-description', 'How groups are made'],
  ['interface-groups-quota', 'Quotas'],
  ['flapping-rule', 'Changes and code'],
  ['network-acl-any', 'Subnets and VPCs'],
  ['instance-public-address', 'Instances and addresses'],
];

const CATALOGUES: Readonly<Record<string, string>> = {
  cis: 'CIS AWS Foundations (version:control)',
  securityHub: 'Security Hub',
  awsConfig: 'AWS Config',
  checkov: 'Checkov',
  trivy: 'Trivy',
  kics: 'KICS',
  prowler: 'Prowler',
  scoutSuite: 'ScoutSuite',
  quota: 'Service Quotas',
};

/** The pages of docs/checks by file name. */
export function checkPages(): ReadonlyMap<string, string> {
  return new Map([['index.md', overview()], ...CHECKS.map((check) => [`${check.id}.md`, page(check)] as const)]);
}

function overview(): string {
  const rows = CHECKS.map(({ id, title, severity, references }) => {
    const section = SECTIONS.find(([first]) => first === id);
    const head = section
      ? `\n## ${section[1]}\n\n| check | what it finds | severity | CIS | Security Hub |\n|---|---|---|---|---|\n`
      : '';
    const ids = (catalogue: string) => (references[catalogue] ?? []).join(', ');
    return `${head}| [\`${id}\`](${id}.md) | ${title} | ${severity} | ${ids('cis')} | ${ids('securityHub')} |`;
  });
  return `# The checks

${CHECKS.length} checks read the network and what reaches what in it. \`sallyport checks\` lists them, \`sallyport scan\` runs them, and
the service turns their findings into issues.

- **Exposure decides severity.** \`exposed\`: a packet gets through, and the finding holds one as proof. \`latent\`: the rule is open,
  and nothing can use it today; such findings are one or two steps milder.
- **Sources are counted, not compared.** From as many addresses on as a /8 (IPv6: a /16) has, sources count as the internet, however
  they are written: split halves, prefix lists, IPv6 only, rules of several groups together.
- **One rule that opens much is one finding.** Where a wider check (\`subsumed by\` on the pages) finds the same rules, at least as
  severe and as exposed, on the same interfaces, its finding stands for the narrower ones and names them (\`also\`). Nothing is
  left out that the wider finding does not say.
- **What is not known is no finding,** and what was not read is told with the scan.

Each check can be turned off or tuned in the [configuration](../configuration.md), for all accounts or for one:

\`\`\`yaml
checks:
  internet-admin-port: { severity: high, dueDays: 2, parameters: { tcpPorts: [22, 3389] } }
  all-traffic-egress: off
accounts:
  - { id: "123456789012", name: sandbox, regions: [us-east-1], checks: { unused-group: off } }
\`\`\`
${rows.join('\n')}
`;
}

function page(check: Check): string {
  const { id, title, what, why, severity, remediation, dependsOn, alsoReads = [], subsumedBy = [] } = check;
  const parameters = Object.entries(check.parameters).map(
    ([name, value]) => `| \`${name}\` | \`${JSON.stringify(value)}\` |`,
  );
  const references = Object.entries(check.references).map(
    ([catalogue, ids]) => `| ${CATALOGUES[catalogue] ?? catalogue} | ${ids.map((each) => `\`${each}\``).join(', ')} |`,
  );
  const { fails, passes } = CASES[id]!;
  return `${[
    `# ${id}`,
    `**${title}.** ${what}`,
    why,
    `Severity: **${severity}**.${subsumedBy.length > 0 ? ` Subsumed by: ${subsumedBy.map((each) => `[\`${each}\`](${each}.md)`).join(', ')}.` : ''}`,
    `## What to do`,
    remediation,
    `## An example`,
    renumbered(example(findingsIn(id, fails[0]!)[0]!)),
    `## Cases`,
    [...fails.map(({ name }) => `- finds: ${name}`), ...passes.map(({ name }) => `- lets pass: ${name}`)].join('\n'),
    ...(parameters.length > 0
      ? ['## Parameters', ['| parameter | default |', '|---|---|', ...parameters].join('\n')]
      : []),
    ...(references.length > 0 ? ['## Elsewhere', ['| catalogue | ids |', '|---|---|', ...references].join('\n')] : []),
    `## What it needs`,
    `Its silence proves something only when these were read completely: ${names(dependsOn)}${alsoReads.length > 0 ? `; and, where it is asked, ${names(alsoReads)}` : ''}.`,
  ].join('\n\n')}\n`;
}

function names(operations: readonly string[]): string {
  return operations.map((each) => `\`${each}\``).join(', ');
}

function example({ severity, exposure, title, summary, because, fix }: Finding): string {
  const fixes = [...fix.cli, ...(fix.terraform ? [`# ${fix.terraform}`] : [])];
  return [
    `> **${title}** (${exposure === 'none' ? severity : `${severity}, ${exposure}`})\n>\n> ${summary}`,
    ...(because.length > 0
      ? [
          because
            .slice(0, 5)
            .map(({ text }) => `- ${text}`)
            .join('\n'),
        ]
      : []),
    ...(fixes.length > 0 ? [`\`\`\`sh\n${fixes.join('\n')}\n\`\`\``] : []),
  ].join('\n\n');
}

/** Counts made-up ids anew on each page, so that a case more changes one page and not all. */
function renumbered(text: string): string {
  const seen = new Map<string, string>();
  const kinds = new Map<string, number>();
  return text.replace(/\b(sgr-|eni-|i-|54\.1\.2\.)\d+\b/g, (id, kind: string) => {
    const known = seen.get(id);
    if (known !== undefined) return known;
    const number = (kinds.get(kind) ?? 0) + 1;
    kinds.set(kind, number);
    seen.set(id, `${kind}${number}`);
    return `${kind}${number}`;
  });
}
