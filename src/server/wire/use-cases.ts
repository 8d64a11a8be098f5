import { hasArtifact, pullRequestsChecked } from '../../github/index.ts';
import { checkConfigPullRequest } from '../../review/index.ts';
import type { NumberedRef, UseCases } from '../use-cases.ts';
import { CHECKS } from './checks.ts';
import { CONFIG_REPOSITORY } from './installation.ts';
import { PLAN_ARTIFACT } from './reviews.ts';
import { followConfiguration, type ScanParts, sendScans } from './scans.ts';

/** What events ask for, as jobs: each use case only decides what is to be done and by which queue. */
export function useCasesOf(parts: ScanParts): UseCases {
  const { store, gitHub } = parts;
  return {
    scan: (installationId, accountId) =>
      sendScans(parts, installationId, ({ account }) => accountId === undefined || account === accountId),

    async review({ installationId, owner, repo, number }) {
      if (repo !== CONFIG_REPOSITORY) await checkOwnConfig(parts, { installationId, owner, repo, number });
      await parts.queue().send('review', { installationId, owner, repo, number });
    },

    async checksRequested({ installationId, owner, repo, headSha }) {
      const octokit = await gitHub.octokit(installationId);
      const place = { owner, repo, appSlug: await gitHub.slug() };
      for (const number of await pullRequestsChecked(octokit, place, headSha))
        await parts.queue().send('review', { installationId, owner, repo, number });
    },

    async mergeGroup(group) {
      await parts.queue().send('merge-group', group);
    },

    async merged({ installationId, owner, repo, number }) {
      const repository = `${owner}/${repo}`;
      const installation = await parts.installation(installationId);
      const { headSha } = await (await installation.pullRequests(repository)).pullRequest(number);
      await store.predictions.merged(repository, number, headSha, parts.clock());
    },

    /** Most runs leave no plan, and change nothing in what a review reads. */
    async workflowEnded({ installationId, owner, repo, run, headSha, pullRequests, queued }) {
      const octokit = await gitHub.octokit(installationId);
      if (!(await hasArtifact(octokit, { owner, repo }, run, PLAN_ARTIFACT))) return;
      for (const number of pullRequests) await parts.queue().send('review', { installationId, owner, repo, number });
      if (queued) await parts.queue().send('merge-group', { installationId, owner, repo, headSha, ...queued });
    },

    async command(request) {
      const { owner, repo, commentId } = request;
      await parts.queue().send('command', { key: `${owner}/${repo}/${commentId}`, request });
    },

    configChanged: ({ installationId }) => followConfiguration(parts, installationId, 'all'),

    async checkConfigPullRequest({ installationId, owner, repo, number }) {
      const installation = await parts.installation(installationId);
      const repository = `${owner}/${repo}`;
      await checkConfigPullRequest({
        github: await installation.pullRequests(repository),
        contents: await installation.contents(repository),
        number,
        owner: installation.owner,
        readShared: installation.readShared,
        checks: CHECKS.map((check) => check.id),
      });
    },

    async installationChanged({ installationId, change }) {
      if (change === 'deleted' || change === 'suspended') await parts.queue().schedule(installationId, 30, []);
      else await followConfiguration(parts, installationId, 'new');
    },

    /** What a person did to a finding's issue is answered by what is true now: its place is scanned again. */
    async issueChanged({ installationId, owner, repo, number, by }) {
      if (by === `${await gitHub.slug()}[bot]`) return;
      await store.issues.doubt(`${owner}/${repo}`, number);
      const finding = await store.findings.byIssue(`${owner}/${repo}`, number);
      if (!finding) return;
      const { account, region } = finding;
      await sendScans(parts, installationId, (place) => place.account === account && place.region === region);
    },
  };
}

/** Says on a pull request whether a repository's own file, where the configuration knows the repository, would be valid. */
async function checkOwnConfig(parts: ScanParts, { installationId, owner, repo, number }: NumberedRef): Promise<void> {
  const installation = await parts.installation(installationId);
  const { config } = await installation.configuration();
  const repository = `${owner}/${repo}`;
  const is = (name: string | undefined) => name?.toLowerCase() === repository.toLowerCase();
  const isKnown =
    config?.code.some((entry) => is(entry.repo)) ||
    [...(config?.accounts ?? []), ...(config?.issues.routes ?? [])].some(({ issues }) => is(issues));
  if (!isKnown) return;
  await checkConfigPullRequest({
    github: await installation.pullRequests(repository),
    contents: await installation.contents(repository),
    number,
    owner,
    readShared: installation.readShared,
    checks: [],
    own: true,
  });
}
