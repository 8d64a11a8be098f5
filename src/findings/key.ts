import { createHash } from 'node:crypto';
import type { Finding } from '../checks/index.ts';

/** Grows when what identifies a finding changes; a marker of another version is not ours to read. */
export const KEY_VERSION = 'v1';

/**
 * The stable identity of a finding: 40 hexadecimal digits over check, account, Region and the check's own identity
 * parts. Names, titles, severities and evidence do not enter it, so nothing a person renames makes a second issue.
 */
export function findingKey(finding: Pick<Finding, 'check' | 'account' | 'region' | 'identity'>): string {
  const parts = [KEY_VERSION, finding.check, finding.account, finding.region, ...finding.identity];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}

/** The key under which the executor knows an account's overview issue. */
export function overviewKey(account: string): string {
  return `overview:${account}`;
}
