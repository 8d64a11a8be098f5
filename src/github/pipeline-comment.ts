import { upsertComment } from './comments.ts';
import { calling } from './errors.ts';
import { type OctokitSettings, octokitClass } from './octokit.ts';
import { readPullRequest } from './pull-request.ts';
import { type Repository, repositoryFacts } from './repository.ts';

export interface PipelineComment extends Repository {
  readonly number: number;
  /** The commit the report is about: an older one's is not shown. */
  readonly headSha: string;
  readonly marker: string;
  readonly body: string;
  /** False: only bring an existing comment up to date. */
  readonly create: boolean;
}

/** `superseded`: the pull request is closed, or has another head. `public`: strangers would read it. */
export type PipelineCommentResult = 'created' | 'updated' | 'unchanged' | 'skipped' | 'superseded' | 'public';

/** Keeps one comment on a pull request with the token of a pipeline, an app's or a person's: that of whoever it belongs to. */
export async function commentFromPipeline(
  token: string,
  { owner, repo, number, headSha, marker, body, create }: PipelineComment,
  settings: OctokitSettings = {},
): Promise<PipelineCommentResult> {
  const octokit = new (octokitClass(settings))({ auth: { token } });
  if ((await repositoryFacts(octokit, { owner, repo })).visibility === 'public') return 'public';
  const pull = await readPullRequest(octokit, { owner, repo }, number);
  if (pull.state === 'closed' || pull.headSha !== headSha) return 'superseded';
  // REST tells an app's token nothing of itself.
  const { viewer } = await calling('read whose token this is', () =>
    octokit.graphql<{ readonly viewer: { readonly login: string } }>('{ viewer { login } }'),
  );
  const isOwn = ({ user }: { readonly user?: { readonly login: string } | null }) => user?.login === viewer.login;
  const { outcome } = await upsertComment(octokit, { owner, repo, number, isOwn }, marker, body, create);
  return outcome;
}
