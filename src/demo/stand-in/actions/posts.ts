import { commentBody } from '../http/body.ts';
import { ApiError, invalid } from '../http/error.ts';
import { association, commentView, issueView } from '../views/issue.ts';
import type { Account, Issue, Post, Reaction, Repository, World } from '../world.ts';
import { now } from '../world.ts';

/** Somebody's words, as of now. */
export function newPost(world: World, user: Account, body: string | null): Post {
  const at = now(world);
  const viaApp = user.id === world.app.bot.id;
  return { id: world.nextId(), user, viaApp, body, createdAt: at, updatedAt: at, reactions: [] };
}

export function addComment(world: World, user: Account, repository: Repository, issue: Issue, body: string): Post {
  const comment = newPost(world, user, commentBody('IssueComment', body));
  if (issue.locked && !comment.viaApp && association(repository, comment) === 'NONE')
    throw new ApiError(403, 'Unable to create comment because issue is locked.');
  issue.comments.push(comment);
  emitComment(world, 'created', user, repository, issue, comment);
  return comment;
}

export function editComment(
  world: World,
  user: Account,
  repository: Repository,
  issue: Issue,
  comment: Post,
  body: string,
): void {
  const from = comment.body;
  comment.body = commentBody('IssueComment', body);
  comment.updatedAt = now(world);
  emitComment(world, 'edited', user, repository, issue, comment, { changes: { body: { from } } });
}

export function deleteComment(world: World, user: Account, repository: Repository, issue: Issue, comment: Post): void {
  issue.comments.splice(issue.comments.indexOf(comment), 1);
  emitComment(world, 'deleted', user, repository, issue, comment);
}

function emitComment(
  world: World,
  action: string,
  sender: Account,
  repository: Repository,
  issue: Issue,
  comment: Post,
  more: Record<string, unknown> = {},
): void {
  world.emit({
    event: 'issue_comment',
    action,
    sender,
    repository,
    payload: {
      issue: issueView(world, repository, issue),
      comment: commentView(world, repository, issue, comment),
      ...more,
    },
  });
}

const CONTENTS = new Set(['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes']);

/** Adds a reaction once for each user and content; says whether it is new. */
export function react(
  world: World,
  user: Account,
  post: Post,
  content: string,
): { reaction: Reaction; isNew: boolean } {
  if (!CONTENTS.has(content)) throw invalid({ resource: 'Reaction', code: 'invalid', field: 'content' });
  const before = post.reactions.find((other) => other.user.id === user.id && other.content === content);
  if (before) return { reaction: before, isNew: false };
  const reaction = { id: world.nextId(), user, content, createdAt: now(world) };
  post.reactions.push(reaction);
  return { reaction, isNew: true };
}
