import { withNeighbours } from '../../drift/index.ts';
import { artifactFiles, ForbiddenError, type Octokit } from '../../github/index.ts';
import type { Jobs } from '../../jobs/index.ts';
import { compareCode, predictionOf, reviewMergeGroup, reviewPullRequest } from '../../review/index.ts';
import type { Snapshots } from '../../store/index.ts';
import type { RepositoryRef } from '../use-cases.ts';
import { networkOf } from './checks.ts';
import { headOf } from './head.ts';
import { split } from './installation.ts';
import type { ScanParts } from './scans.ts';
import { placesOf } from './scans.ts';

/** The artifact in which a pipeline leaves its plan. */
export const PLAN_ARTIFACT = 'sallyport-plan';

/** One job: reviews the head the pull request has when it runs. */
export async function runReview(parts: ScanParts, job: Jobs['review']): Promise<void> {
  const opened = await openReview(parts, job);
  if (!opened) return;
  const { setting, installation, facts } = opened;
  const { repository } = setting;
  const outcome = await reviewPullRequest({
    ...setting,
    store: parts.store,
    github: await installation.pullRequests(repository),
    number: job.number,
    visibility: facts.visibility,
    defaultBranch: facts.defaultBranch,
    predict: (pull, _mergeBase, targets) =>
      parts.store.predictions.keep(
        repository,
        job.number,
        pull.headSha,
        targets.flatMap((target) => {
          const data = predictionOf(target);
          return data === undefined ? [] : [{ account: target.account, data }];
        }),
      ),
  });
  parts.log.info({ repository, number: job.number, outcome }, 'reviewed');
}

/** One job: judges what a merge queue is about to merge. */
export async function runMergeGroup(parts: ScanParts, job: Jobs['merge-group']): Promise<void> {
  const opened = await openReview(parts, job);
  if (!opened) return;
  const { setting, installation, facts } = opened;
  const { headSha, baseSha, headRef } = job;
  const outcome = await reviewMergeGroup({
    ...setting,
    store: parts.store,
    headSha,
    baseSha,
    headRef,
    visibility: facts.visibility,
    github: await installation.pullRequests(setting.repository),
  });
  parts.log.info({ repository: setting.repository, headSha, outcome }, 'merge group reviewed');
}

/** What any review of a repository takes; undefined while its owner has no configuration. */
async function openReview(parts: ScanParts, { installationId, owner, repo }: RepositoryRef) {
  const repository = `${owner}/${repo}`;
  const installation = await parts.installation(installationId);
  const { config } = await installation.configuration();
  if (!config) return undefined;
  const octokit = await parts.gitHub.octokit(installationId);
  const snapshots = parts.store.snapshots(installation.owner);
  const setting = {
    contents: await installation.contents(repository),
    repository,
    config,
    live: async (account: string, region: string) => {
      // Only what the configuration links: a code map cannot reach further.
      if (!placesOf(config).some((place) => place.account === account && place.region === region)) return undefined;
      const stored = await newestUseful(snapshots, account, region);
      if (!stored) return undefined;
      const regions = await withNeighbours(snapshots, stored.snapshot, placesOf(config), networkOf);
      return { regions, incomplete: stored.completeness.incomplete.filter(({ beside }) => !beside).length };
    },
    elsewhere: (name: string) => headOf(installation, name),
    compare: (change: Parameters<typeof compareCode>[0]) => compareCode(change, parts.comparer.compare),
    plans: (headSha: string) => planFiles(parts, octokit, repository, headSha),
    clock: parts.clock,
  };
  return { setting, installation, facts: await installation.facts(repository) };
}

/** Where the installation has not granted `actions: read` yet, the code alone is read. */
async function planFiles({ log }: ScanParts, octokit: Octokit, repository: string, headSha: string) {
  try {
    const wanted = { name: PLAN_ARTIFACT, headSha };
    return await artifactFiles(octokit, split(repository), wanted, (path) => path.endsWith('.json'));
  } catch (error) {
    if (!(error instanceof ForbiddenError)) throw error;
    log.warn({ repository, err: error }, 'plans are not read');
    return [];
  }
}

const DAY = 24 * 60 * 60 * 1000;

/** The newest complete snapshot; but one that lacks something is better than one that is a day older. */
export async function newestUseful(snapshots: Snapshots, account: string, region: string) {
  const newest = await snapshots.newest(account, region, 'any');
  if (!newest || newest.completeness.incomplete.every(({ beside }) => beside)) return newest;
  const complete = await snapshots.newest(account, region, 'complete');
  const age = complete && Date.parse(newest.snapshot.takenAt ?? '') - Date.parse(complete.snapshot.takenAt ?? '');
  return age !== undefined && age <= DAY ? complete : newest;
}
