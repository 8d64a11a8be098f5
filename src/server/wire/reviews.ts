import { withNeighbours } from '../../drift/index.ts';
import type { Jobs } from '../../jobs/index.ts';
import { compareCode, reviewPullRequest } from '../../review/index.ts';
import type { Snapshots } from '../../store/index.ts';
import { networkOf } from './checks.ts';
import type { ScanParts } from './scans.ts';
import { placesOf } from './scans.ts';

/** One job: reviews the head the pull request has when it runs. */
export async function runReview(parts: ScanParts, job: Jobs['review']): Promise<void> {
  const { store, clock, log } = parts;
  const repository = `${job.owner}/${job.repo}`;
  const installation = await parts.installation(job.installationId);
  const { config } = await installation.configuration();
  const snapshots = store.snapshots(installation.owner);
  if (!config) return;
  const { visibility, defaultBranch } = await installation.facts(repository);
  const outcome = await reviewPullRequest({
    store,
    github: await installation.pullRequests(repository),
    contents: await installation.contents(repository),
    repository,
    number: job.number,
    config,
    visibility,
    defaultBranch,
    live: async (account, region) => {
      // Only what the configuration links: a code map cannot reach further.
      if (!placesOf(config).some((place) => place.account === account && place.region === region)) return undefined;
      const stored = await newestUseful(snapshots, account, region);
      if (!stored) return undefined;
      const regions = await withNeighbours(snapshots, stored.snapshot, placesOf(config), networkOf);
      return { regions, incomplete: stored.completeness.incomplete.length };
    },
    compare: compareCode,
    clock,
  });
  log.info({ repository, number: job.number, outcome }, 'reviewed');
}

const DAY = 24 * 60 * 60 * 1000;

/** The newest complete snapshot; but one that lacks something is better than one that is a day older. */
async function newestUseful(snapshots: Snapshots, account: string, region: string) {
  const newest = await snapshots.newest(account, region, 'any');
  if (!newest || newest.completeness.incomplete.length === 0) return newest;
  const complete = await snapshots.newest(account, region, 'complete');
  const age = complete && Date.parse(newest.snapshot.takenAt ?? '') - Date.parse(complete.snapshot.takenAt ?? '');
  return age !== undefined && age <= DAY ? complete : newest;
}
