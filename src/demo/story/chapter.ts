import type { RepositoryDump } from '../stand-in/index.ts';
import type { Narrator } from '../terminal/narrator.ts';
import { StoryError } from './error.ts';
import { infra, type Stage } from './stage.ts';

/** One part of the day: it acts, waits until the service has done its work, checks it and shows it. */
export interface Chapter {
  readonly title: string;
  readonly play: (stage: Stage, tell: Narrator) => Promise<void>;
}

export type Issue = RepositoryDump['issues'][number];
export type PullRequest = RepositoryDump['pullRequests'][number];

/** Says that something holds, or ends the story because it does not. */
export function check(tell: Narrator, holds: boolean, what: string): void {
  if (!holds) throw new StoryError(`expected: ${what}`);
  tell.holds(what);
}

export function issues(stage: Stage): readonly Issue[] {
  return infra(stage.github.dump()).issues;
}

/** The one open issue whose title matches. */
export function openIssue(stage: Stage, title: RegExp): Issue {
  const found = issues(stage).filter((issue) => issue.state === 'open' && title.test(issue.title));
  if (found.length !== 1)
    throw new StoryError(`expected one open issue titled like ${title}, found ${found.length} in:\n${titles(stage)}`);
  return found[0]!;
}

export function issueNumbered(stage: Stage, number: number): Issue {
  return issues(stage).find((issue) => issue.number === number)!;
}

export function pullRequest(stage: Stage, number: number): PullRequest {
  return infra(stage.github.dump()).pullRequests.find((pull) => pull.number === number)!;
}

function titles(stage: Stage): string {
  return issues(stage)
    .map(({ number, state, title }) => `#${number} ${state}: ${title}`)
    .join('\n');
}
