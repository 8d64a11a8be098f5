import type { Operation } from './operation.ts';

/** What one call printed, as the AWS CLI prints it, its pages merged. Parsed only where the network reads it. */
type Output = unknown;

/** The answer to one operation. Only `complete` may be taken for all there is. */
export type Recorded =
  | { readonly status: 'complete'; readonly output: Output }
  | {
      /** `denied`: not permitted; `failed`: no answer; `truncated`: the answer stops before its end. */
      readonly status: 'denied' | 'failed' | 'truncated';
      readonly reason: string;
      /** What was read nevertheless. */
      readonly output?: Output;
    };

/** What was read of one account and Region. An operation that is absent was never asked. */
export interface RegionSnapshot {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** ISO 8601; absent for recordings that do not say. */
  readonly takenAt?: string;
  /** By AWS CLI command name; commands the network does not read are kept as they are. */
  readonly operations: ReadonlyMap<Operation | (string & {}), Recorded>;
}

/** A recording of one or many accounts and Regions. */
export interface Snapshot {
  readonly regions: readonly RegionSnapshot[];
}
