import { calling } from './errors.ts';
import type { Octokit } from './octokit.ts';
import type { Repository } from './repository.ts';

export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string;
}

export type Conclusion = 'success' | 'neutral' | 'failure' | 'cancelled' | 'skipped' | 'action_required';

export type CheckRun = CheckRunText &
  (
    | { readonly status: 'queued' | 'in_progress'; readonly conclusion?: never }
    | { readonly status: 'completed'; readonly conclusion: Conclusion }
  );

interface CheckRunText {
  readonly headSha: string;
  readonly name: string;
  readonly title: string;
  /** Markdown, at most 65,535 characters. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** Comes back with the re-run button, where a fork's check run names no pull request. */
  readonly pullRequest?: number;
}

/** GitHub takes this many annotations a request; further ones are added by updates. */
const BATCH = 50;

/**
 * Writes a commit's check run of this name. An earlier run of ours is updated, unless it has annotations already: GitHub
 * only adds to those, so a re-run is a new run, which GitHub shows in the old one's place. A run with several batches
 * concludes with the last one, so that nobody merges on half a verdict.
 * @returns the check run's id
 */
export async function writeCheckRun(
  octokit: Octokit,
  { owner, repo, appSlug }: Repository & { readonly appSlug: string },
  run: CheckRun,
): Promise<number> {
  const repository = { owner, repo };
  const doing = `write check run '${run.name}' in ${owner}/${repo}`;
  const batches = batchesOf(run.annotations);
  let id = await findReusable(octokit, { owner, repo, appSlug }, run);
  for (const [index, annotations] of batches.entries()) {
    const last = index === batches.length - 1;
    const fields = {
      ...repository,
      name: run.name,
      ...(run.pullRequest !== undefined && { external_id: `${ABOUT}${run.pullRequest}` }),
      ...stateOf(run, last),
      output: { title: clip(run.title, 255), summary: run.summary, annotations: annotations.map(gitHubAnnotation) },
    };
    const existing = id;
    id = await calling(doing, async () => {
      const { data } =
        existing === undefined
          ? await octokit.rest.checks.create({ ...fields, head_sha: run.headSha })
          : await octokit.rest.checks.update({ ...fields, check_run_id: existing });
      return data.id;
    });
  }
  return id!;
}

const ABOUT = 'pull-request:';

/** The pull requests that our check runs on a commit are about. */
export async function pullRequestsChecked(
  octokit: Octokit,
  { owner, repo, appSlug }: Repository & { readonly appSlug: string },
  headSha: string,
): Promise<readonly number[]> {
  const { data } = await calling(`list check runs of ${owner}/${repo}@${headSha}`, () =>
    octokit.rest.checks.listForRef({ owner, repo, ref: headSha, filter: 'latest', per_page: 100 }),
  );
  const about = data.check_runs.filter(({ app, external_id: id }) => app?.slug === appSlug && id?.startsWith(ABOUT));
  return [...new Set(about.map(({ external_id: id }) => Number(id!.slice(ABOUT.length))))];
}

function stateOf(run: CheckRun, last: boolean) {
  if (run.status !== 'completed') return { status: run.status };
  return last ? { status: run.status, conclusion: run.conclusion } : { status: 'in_progress' as const };
}

async function findReusable(
  octokit: Octokit,
  { owner, repo, appSlug }: Repository & { readonly appSlug: string },
  { headSha, name }: CheckRun,
): Promise<number | undefined> {
  const { data } = await calling(`list check runs of ${owner}/${repo}@${headSha}`, () =>
    octokit.rest.checks.listForRef({ owner, repo, ref: headSha, check_name: name, filter: 'latest', per_page: 100 }),
  );
  const own = data.check_runs.filter((candidate) => candidate.app?.slug === appSlug && candidate.name === name);
  const latest = own.sort((a, b) => b.id - a.id)[0];
  return latest && latest.output.annotations_count === 0 ? latest.id : undefined;
}

function batchesOf(annotations: readonly Annotation[]): (readonly Annotation[])[] {
  const batches: (readonly Annotation[])[] = [annotations.slice(0, BATCH)];
  for (let at = BATCH; at < annotations.length; at += BATCH) batches.push(annotations.slice(at, at + BATCH));
  return batches;
}

function gitHubAnnotation({ path, startLine, endLine, level, message, title }: Annotation) {
  return {
    path,
    start_line: startLine,
    end_line: endLine,
    annotation_level: level,
    message,
    ...(title !== undefined && { title: clip(title, 255) }),
  };
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
