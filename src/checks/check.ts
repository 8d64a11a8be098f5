import type { CheckContext } from './context.ts';
import type { Finding, Severity } from './finding.ts';

/** A check's own settings, all of them with a default. */
export type Parameters = Readonly<Record<string, number | string | boolean | readonly (number | string)[]>>;

/** How a check is to be run: its defaults, or what the configuration says. */
export interface Use<P extends Parameters = Parameters> {
  readonly severity: Severity;
  readonly parameters: P;
}

/** One thing worth noticing in a network. Reads the network and its computed reachability, never raw text. */
export interface Check<P extends Parameters = Parameters> {
  readonly id: string;
  readonly title: string;
  /** What it notices. */
  readonly what: string;
  /** Why that matters. */
  readonly why: string;
  /** Of an exposed case; what nobody can use is ranked lower. */
  readonly severity: Severity;
  /** The same idea in other catalogues: `cis`, `securityHub`, `awsConfig`, `checkov`, `trivy`, `kics`, `prowler`, `scoutSuite`. */
  readonly references: Readonly<Record<string, readonly string[]>>;
  /** AWS CLI operations that must have been read completely before the check's silence proves anything. */
  readonly dependsOn: readonly string[];
  /** Operations whose answers it uses as well, where they are asked: one that is asked in vain lets it prove nothing either. */
  readonly alsoReads?: readonly string[];
  readonly parameters: P;
  readonly remediation: string;
  /** Checks that say it all when they find the same rules; see `subsume`. */
  readonly subsumedBy?: readonly string[];
  run(context: CheckContext, use: Use<P>): readonly Finding[];
}
