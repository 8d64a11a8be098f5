import { type Finding, findingKey, type Severity } from '../findings/index.ts';
import { type CheckInfo, referencesText } from './check-info.ts';
import { clean } from './escape.ts';

const LEVEL = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const;

/** GitHub grades a rule, not its results, by this number: over 9.0 critical, 7.0–8.9 high, 4.0–6.9 medium, 0.1–3.9 low. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '0.1',
};

/** GitHub takes 25,000 results of a run; the worst come first. */
const MAX_RESULTS = 25_000;

interface SarifInput {
  readonly findings: readonly Finding[];
  readonly checks: readonly CheckInfo[];
  readonly version: string;
}

/**
 * Findings as SARIF 2.1.0, in the subset that GitHub code scanning reads. A check is a rule, and one more for each further
 * severity of its findings: what nothing can use is not to look as bad as what is exposed.
 */
export function renderSarif({ findings, checks, version }: SarifInput) {
  const usual = new Map(checks.map((check) => [check.id, check.severity]));
  const ruleId = ({ check, severity }: Finding) =>
    severity === usual.get(check) || !usual.has(check) ? check : `${check}/${severity}`;
  const used = new Map(findings.map((finding) => [ruleId(finding), finding]));
  const rules = [...used].map(([id, { check, severity }]) => {
    const info = checks.find((each) => each.id === check);
    return info ? ruleOf(id, info, severity) : { id };
  });
  const index = new Map(rules.map((rule, i) => [rule.id, i]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Sallyport', semanticVersion: version, rules } },
        columnKind: 'utf16CodeUnits',
        results: findings.slice(0, MAX_RESULTS).map((finding) => {
          const id = ruleId(finding);
          return { ruleId: id, ruleIndex: index.get(id)!, ...resultOf(finding) };
        }),
      },
    ],
  };
}

function ruleOf(id: string, check: CheckInfo, severity: Severity) {
  const references = referencesText(check);
  return {
    id,
    name: check.id.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase()),
    shortDescription: { text: check.title },
    fullDescription: { text: clean(check.what, 1000) },
    help: { text: [check.why, check.remediation, references].filter((part) => part !== '').join('\n\n') },
    defaultConfiguration: { level: LEVEL[severity] },
    properties: { tags: ['security', 'network'], 'security-severity': SECURITY_SEVERITY[severity] },
  };
}

function resultOf(finding: Finding) {
  const places = finding.because.flatMap(({ file, line, text }) =>
    file === undefined ? [] : [{ file, line: line ?? 1, text }],
  );
  const [first, ...others] = places;
  const more = others.slice(0, 10);
  // GitHub shows a related location where the message links to it.
  const also = more.map(({ file, line }, id) => `[${file.replaceAll(/[[\]]/g, '_')}:${line}](${id})`);
  const message = clean(`${finding.title}. ${finding.summary}`, 1000).replaceAll('](', '] (');
  return {
    level: LEVEL[finding.severity],
    message: { text: also.length > 0 ? `${message} See also ${also.join(', ')}.` : message },
    locations: [
      {
        ...(first ? location(first.file, first.line) : location(resourcePath(finding), 1)),
        logicalLocations: [
          { fullyQualifiedName: `${finding.account}/${finding.region}/${finding.resource.id}`, kind: 'resource' },
        ],
      },
    ],
    ...(more.length > 0 && {
      relatedLocations: more.map((place, id) => ({
        id,
        ...location(place.file, place.line),
        message: { text: clean(place.text) },
      })),
    }),
    // GitHub goes by the first alone, whatever line the cause moves to.
    partialFingerprints: { primaryLocationLineHash: findingKey(finding), 'sallyportKey/v1': findingKey(finding) },
    properties: {
      severity: finding.severity,
      exposure: finding.exposure,
      account: finding.account,
      region: finding.region,
    },
  };
}

function location(path: string, startLine: number) {
  const uri = path.split('/').map(encodeURIComponent).join('/');
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine } } };
}

/** Code scanning wants a file for everything: a resource that is in no code gets the path it would have in a snapshot. */
function resourcePath({ account, region, resource }: Finding): string {
  return ['aws', account, region, resource.kind, resource.id.replace(/[^\w.:-]+/g, '_')]
    .filter((part) => part !== '')
    .join('/');
}
