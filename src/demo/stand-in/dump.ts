import { currentLine } from './views/pull-request.ts';
import type { CheckRun, Issue, Post, Pull, Repository, World } from './world.ts';

/** What the stand-in holds, as a person would retell it. */
export interface Dump {
  readonly repositories: Readonly<Record<string, RepositoryDump>>;
}

export interface RepositoryDump {
  readonly issues: readonly {
    readonly number: number;
    readonly title: string;
    readonly state: 'open' | 'closed';
    readonly stateReason: string | null;
    readonly labels: readonly string[];
    readonly author: string;
    readonly body: string;
    readonly comments: readonly PostDump[];
  }[];
  readonly pullRequests: readonly {
    readonly number: number;
    readonly title: string;
    readonly state: 'open' | 'closed';
    readonly merged: boolean;
    readonly author: string;
    readonly body: string;
    readonly comments: readonly PostDump[];
    readonly reviews: readonly (PostDump & { readonly state: string })[];
    readonly reviewComments: readonly (PostDump & {
      readonly path: string;
      readonly side: 'LEFT' | 'RIGHT';
      /** Null once outdated. */
      readonly line: number | null;
    })[];
    readonly checkRuns: readonly CheckRunDump[];
  }[];
}

interface PostDump {
  readonly author: string;
  readonly body: string;
}

export interface CheckRunDump {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly annotations: CheckRun['annotations'];
}

export function dump(world: World): Dump {
  const repositories = [...world.repositories.values()];
  return { repositories: Object.fromEntries(repositories.map((r) => [r.fullName, repositoryDump(world, r)])) };
}

function post({ user, body }: Post): PostDump {
  return { author: user.login, body: body ?? '' };
}

function repositoryDump(world: World, repository: Repository): RepositoryDump {
  const thread = (issue: Issue) => ({
    number: issue.number,
    title: issue.title,
    state: issue.state,
    ...post(issue),
    comments: issue.comments.map(post),
  });
  return {
    issues: repository.issues
      .filter((issue) => !issue.pull)
      .map((issue) => ({
        ...thread(issue),
        stateReason: issue.stateReason,
        labels: issue.labels.map((label) => label.name),
      })),
    pullRequests: repository.issues.flatMap((issue) =>
      issue.pull ? [{ ...thread(issue), ...pullDump(world, repository, issue.pull) }] : [],
    ),
  };
}

function pullDump(world: World, repository: Repository, pull: Pull) {
  return {
    merged: pull.merged !== null,
    reviews: pull.reviews.map((review) => ({ ...post(review), state: review.state })),
    reviewComments: pull.reviewComments.map((comment) => ({
      ...post(comment),
      path: comment.path,
      side: comment.side,
      line: currentLine(world, pull, comment),
    })),
    checkRuns: repository.checkRuns.filter((run) => pull.headHistory.includes(run.headSha)).map(checkRunDump),
  };
}

function checkRunDump(run: CheckRun): CheckRunDump {
  const { id, name, headSha, status, conclusion, title, summary, text, annotations } = run;
  return { id, name, headSha, status, conclusion, title, summary, text, annotations };
}

/** Also those of commits that no pull request has, as a merge queue makes them. */
export function checkRunsOf(world: World, repository: string, headSha: string): readonly CheckRunDump[] {
  const runs = world.repositories.get(repository.toLowerCase())?.checkRuns ?? [];
  return runs.filter((run) => run.headSha === headSha).map(checkRunDump);
}
