import type { Cause, Witness } from '../reachability/index.ts';

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** An interface a finding is about, as a person looks it up. */
export interface ExposedInterface {
  readonly interfaceId: string;
  readonly instanceId?: string;
  readonly name?: string;
  readonly publicIp?: string;
  readonly privateIp?: string;
  readonly subnetId?: string;
}

/** A cause, and the checks of other catalogues it breaks by itself where those are fewer than the check's own. */
export interface FindingCause extends Cause {
  readonly references?: readonly string[];
}

/** One thing a check noticed. Plain data; wording is final, escaping is the report's work. */
export interface Finding {
  /** Check id, e.g. `internet-admin-port`. */
  readonly check: string;
  /** Further identity parts beside check, account and region: resource id, direction, port… Stable over renames. */
  readonly identity: readonly string[];
  readonly severity: Severity;
  readonly account: string;
  readonly region: string;
  readonly resource: { readonly kind: string; readonly id: string; readonly name?: string };
  /** Who can reach what: `the internet can reach tcp/22 on 3 instances through web (sg-0abc…)`. */
  readonly title: string;
  readonly summary: string;
  /** `exposed`: a packet gets through (see `witness`); `latent`: the rule is open but nothing can use it. */
  readonly exposure: 'exposed' | 'latent' | 'none';
  readonly because: readonly FindingCause[];
  readonly exposed: readonly ExposedInterface[];
  readonly witness?: Witness;
  /** Checks whose findings about the same rules this one stands for. */
  readonly also?: readonly string[];
  /** Operations of `alsoReads` that it was found by; absent or empty: the network says it all. */
  readonly restsOn?: readonly string[];
  readonly fix: { readonly cli: readonly string[]; readonly terraform?: string };
}
