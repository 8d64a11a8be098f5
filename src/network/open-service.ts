import type { Resource } from './origin.ts';

/** A service that a setting of code opens to others, beside what interfaces and groups say. */
export interface OpenService extends Resource {
  /** As Terraform calls its kind: `aws_db_instance`. */
  readonly type: string;
  /** It gets a public address; its API has a public endpoint; whoever may find it is let connect. */
  readonly opening: 'public-address' | 'public-endpoint' | 'any-consumer';
  /** Who may come, where the setting says. */
  readonly cidrs?: readonly string[];
}
