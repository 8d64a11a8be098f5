import { type Finding, findingKey, type Severity } from '../findings/index.ts';
import { type CheckInfo, referencesText } from './check-info.ts';
import { clean } from './escape.ts';

const LEVEL = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const;

/** GitHub sorts by this number: over 9.0 critical, 7.0–8.9 high, 4.0–6.9 medium, 0.1–3.9 low. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '0.1',
};

/** GitHub shows 5,000 results of a run and takes 25,000; the worst come first. */
const MAX_RESULTS = 5000;

interface SarifInput {
  readonly findings: readonly Finding[];
  readonly checks: readonly CheckInfo[];
  readonly version: string;
}

/** Findings as SARIF 2.1.0, in the subset that GitHub code scanning reads. */
export function renderSarif({ findings, checks, version }: SarifInput) {
  const used = checks.filter((check) => findings.some((finding) => finding.check === check.id));
  const unknown = [...new Set(findings.map((finding) => finding.check))].filter(
    (id) => !used.some((check) => check.id === id),
  );
  const rules = [...used.map(ruleOf), ...unknown.map((id) => ({ id }))];
  const index = new Map(rules.map((rule, i) => [rule.id, i]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Sallyport', semanticVersion: version, rules } },
        columnKind: 'utf16CodeUnits',
        results: findings.slice(0, MAX_RESULTS).map((finding) => resultOf(finding, index.get(finding.check)!)),
      },
    ],
  };
}

function ruleOf(check: CheckInfo) {
  const references = referencesText(check);
  return {
    id: check.id,
    name: check.id.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase()),
    shortDescription: { text: check.title },
    fullDescription: { text: clean(check.what, 1000) },
    help: { text: [check.why, check.remediation, references].filter((part) => part !== '').join('\n\n') },
    defaultConfiguration: { level: LEVEL[check.severity] },
    properties: { tags: ['security', 'network'], 'security-severity': SECURITY_SEVERITY[check.severity] },
  };
}

function resultOf(finding: Finding, ruleIndex: number) {
  const places = finding.because.flatMap(({ file, line, text }) =>
    file === undefined ? [] : [{ file, line: line ?? 1, text }],
  );
  const [first, ...more] = places;
  return {
    ruleId: finding.check,
    ruleIndex,
    level: LEVEL[finding.severity],
    message: { text: clean(`${finding.title}. ${finding.summary}`, 1000) },
    locations: [
      {
        ...(first ? location(first.file, first.line) : location(resourcePath(finding), 1)),
        logicalLocations: [
          { fullyQualifiedName: `${finding.account}/${finding.region}/${finding.resource.id}`, kind: 'resource' },
        ],
      },
    ],
    ...(more.length > 0 && {
      relatedLocations: more.slice(0, 10).map((place, id) => ({
        id,
        ...location(place.file, place.line),
        message: { text: clean(place.text) },
      })),
    }),
    partialFingerprints: { 'sallyportKey/v1': findingKey(finding) },
    properties: {
      severity: finding.severity,
      exposure: finding.exposure,
      account: finding.account,
      region: finding.region,
    },
  };
}

function location(uri: string, startLine: number) {
  return { physicalLocation: { artifactLocation: { uri: encodeURI(uri) }, region: { startLine } } };
}

/** Code scanning wants a file for everything: a resource that is in no code gets the path it would have in a snapshot. */
function resourcePath({ account, region, resource }: Finding): string {
  return ['aws', account, region, resource.kind, resource.id.replace(/[^\w.:-]+/g, '_')]
    .filter((part) => part !== '')
    .join('/');
}
