import { InvalidArgumentError } from 'commander';
import { commentFromPipeline } from '../github/index.ts';
import { type ReviewInput, renderReview, reviewMarker } from '../report/index.ts';
import { SourceError } from './source.ts';

/** `OWNER/REPO#NUMBER` */
export interface PullRequestName {
  readonly text: string;
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

export function pullRequestName(text: string): PullRequestName {
  const [, owner, repo, number] = /^([\w.-]+)\/([\w.-]+)#(\d+)$/.exec(text) ?? [];
  if (owner === undefined || repo === undefined) throw new InvalidArgumentError('It must be OWNER/REPO#NUMBER.');
  return { text, owner, repo, number: Number(number) };
}

/** Says it where the App would, with the same marker's manners; what became of it goes to standard error. */
export async function keepComment(
  { text, ...place }: PullRequestName,
  input: ReviewInput,
  headSha: string | undefined,
): Promise<void> {
  const { GITHUB_TOKEN: token, GITHUB_API_URL: baseUrl } = process.env;
  if (!token) throw new SourceError('--comment needs a token in GITHUB_TOKEN that may write to pull requests.');
  if (headSha === undefined) throw new SourceError('--comment needs --head: the commit that is compared.');
  const { comment: body } = renderReview({ ...input, hasComment: true });
  if (body === undefined) return;
  const create = renderReview(input).comment !== undefined;
  const said = { ...place, headSha, marker: reviewMarker(input.pullRequest), body, create };
  const outcome = await commentFromPipeline(token, said, baseUrl ? { baseUrl } : {});
  process.stderr.write(`note: ${OUTCOMES[outcome] ?? `comment ${outcome}`} on ${text}\n`);
}

const OUTCOMES: Readonly<Record<string, string>> = {
  skipped: 'nothing to say',
  superseded: 'nothing said, since it is closed or has a newer commit than that,',
  public: 'nothing said, since strangers read it,',
};
