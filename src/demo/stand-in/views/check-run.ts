import type { CheckRun, Repository, World } from '../world.ts';
import { appView } from './account.ts';

export function checkRunView(world: World, repository: Repository, run: CheckRun) {
  const url = `${world.url}/repos/${repository.fullName}/check-runs/${run.id}`;
  return {
    id: run.id,
    node_id: `CR_${run.id}`,
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${world.url}/${repository.fullName}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    name: run.name,
    check_suite: { id: suiteId(run) },
    app: appView(world, world.app),
    pull_requests: repository.issues.flatMap((issue) =>
      issue.pull?.headSha === run.headSha && issue.state === 'open'
        ? [
            {
              id: issue.id,
              number: issue.number,
              url: `${world.url}/repos/${repository.fullName}/pulls/${issue.number}`,
              head: { ref: issue.pull.head.ref, sha: issue.pull.headSha },
              base: { ref: issue.pull.base.ref, sha: issue.pull.base.repository.branches.get(issue.pull.base.ref) },
            },
          ]
        : [],
    ),
  };
}

/** One suite for a commit and app, as on GitHub; its number follows from the commit. */
function suiteId(run: CheckRun): number {
  return Number.parseInt(run.headSha.slice(0, 8), 16);
}
