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
    check_suite: { id: suiteId(run.headSha) },
    app: appView(world, world.app),
    pull_requests: pullRequestsAt(world, repository, run.headSha),
  };
}

/** The open pull requests of this repository whose head is a commit; a fork's are not among them, as on GitHub. */
export function pullRequestsAt(world: World, repository: Repository, headSha: string) {
  return repository.issues.flatMap(({ id, number, state, pull }) =>
    pull?.headSha === headSha && state === 'open' && pull.head.repository === repository
      ? [
          {
            id,
            number,
            url: `${world.url}/repos/${repository.fullName}/pulls/${number}`,
            head: { ref: pull.head.ref, sha: headSha },
            base: { ref: pull.base.ref, sha: repository.branches.get(pull.base.ref) },
          },
        ]
      : [],
  );
}

/** One suite for a commit and app, as on GitHub; its number follows from the commit. */
export function suiteId(headSha: string): number {
  return Number.parseInt(headSha.slice(0, 8), 16);
}
