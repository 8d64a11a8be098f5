import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import type { Snapshot } from '../snapshot/index.ts';
import { closeClients, openClients } from './clients.ts';
import { collectRegion } from './collect-region.ts';
import { AccountError, errorReason } from './error.ts';
import { limited } from './limit.ts';
import type { Extra } from './operations/extra.ts';
import { sessionPolicy } from './operations.ts';
import { partitionOf, sessionRegion } from './partition.ts';
import { type BaseCredentials, openSession, type RetryStrategy, type Session } from './session.ts';

/** An account to read, and as whom. */
export interface LinkedAccount {
  /** Twelve digits. */
  readonly account: string;
  /** Name or ARN of the role to assume there. */
  readonly role: string;
  readonly externalId?: string;
  /** ARN of a role to assume on the way. */
  readonly via?: string;
  /** What to read beside the network. */
  readonly extras?: readonly Extra[];
  /** Absent or empty: every Region the account has enabled. */
  readonly regions?: readonly string[];
  /** Who assumes the role. Defaults to the SDK's own chain. */
  readonly credentials?: BaseCredentials;
  readonly clock: () => Date;
}

export interface CollectOptions {
  /** Calls under way at once, over all Regions. Default 16. */
  readonly concurrency?: number;
  /** Shown in the account's CloudTrail. Default `sallyport`. */
  readonly sessionName?: string;
  /** Replaces the SDK's adaptive retries, e.g. where nothing may wait. */
  readonly retryStrategy?: RetryStrategy;
}

/**
 * Reads a live account through the role it grants, with a session that can do nothing but read.
 * What one call was denied, or failed at, is recorded in the snapshot beside everything else.
 * @throws AccountError when the role cannot be assumed or the Regions cannot be listed
 */
export async function collectAccount(
  { account, role, externalId, via, extras = [], regions = [], credentials, clock }: LinkedAccount,
  { concurrency = 16, sessionName = 'sallyport', retryStrategy }: CollectOptions = {},
): Promise<Snapshot> {
  if (new Set(regions.map(partitionOf)).size > 1)
    throw new AccountError(
      `account ${account} cannot have Regions of several partitions (${regions.join(', ')}); list each partition's account by itself`,
    );
  const home = sessionRegion(regions, via ?? role);
  const session = openSession({
    account,
    role,
    region: home,
    sessionName,
    clock,
    policy: sessionPolicy(extras),
    ...(externalId !== undefined && { externalId }),
    ...(via !== undefined && { via }),
    ...(credentials && { credentials }),
    ...(retryStrategy && { retryStrategy }),
  });
  await session.credentials();
  const limit = limited(concurrency);
  const names =
    regions.length > 0 ? [...new Set(regions)] : await enabledRegions(session, home, account, retryStrategy);
  const read = names.map(async (region) => {
    const clients = openClients(session, region, retryStrategy);
    try {
      return await collectRegion({ account, region, takenAt: clock(), extras }, clients, limit);
    } finally {
      closeClients(clients);
    }
  });
  return { regions: await Promise.all(read) };
}

async function enabledRegions(
  session: Session,
  home: string,
  account: string,
  retryStrategy?: RetryStrategy,
): Promise<readonly string[]> {
  const clients = openClients(session, home, retryStrategy);
  try {
    const { Regions = [] } = await clients.ec2.send(new DescribeRegionsCommand({ AllRegions: false }));
    return Regions.flatMap(({ RegionName }) => RegionName ?? []).sort();
  } catch (cause) {
    throw new AccountError(
      `cannot list the Regions of account ${account} (${errorReason(cause)}); allow ec2:DescribeRegions, or name the Regions`,
      { cause },
    );
  } finally {
    closeClients(clients);
  }
}
