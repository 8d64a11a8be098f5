import type { Severity } from '../findings/index.ts';

/** What reports tell of a check: the part of it that is no code. */
export interface CheckInfo {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly severity: Severity;
  /** Ids in other catalogues: `cis`, `securityHub`, `awsConfig`, `checkov`, `trivy`, `prowler`, … */
  readonly references: Readonly<Record<string, readonly string[]>>;
  readonly remediation: string;
}

const CATALOGUES: Readonly<Record<string, string>> = {
  cis: 'CIS AWS',
  securityHub: 'Security Hub',
  awsConfig: 'AWS Config',
  checkov: 'Checkov',
  trivy: 'Trivy',
  prowler: 'Prowler',
  kics: 'KICS',
  scoutSuite: 'ScoutSuite',
};

/** `CIS AWS 5.0:5.3 · Security Hub EC2.13`: the first id of each catalogue a reader is likely to know. */
export function referencesText(check: CheckInfo, catalogues = Object.keys(CATALOGUES)): string {
  return catalogues
    .flatMap((catalogue) => {
      const ids = check.references[catalogue] ?? [];
      return ids.length > 0 ? [`${CATALOGUES[catalogue] ?? catalogue} ${ids.join(', ')}`] : [];
    })
    .join(' · ');
}
