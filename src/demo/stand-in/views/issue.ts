import type { Issue, Label, Post, Reaction, Repository, World } from '../world.ts';
import { accountView, appView } from './account.ts';

const REACTIONS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'];

export function reactionView(world: World, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: `REA_${reaction.id}`,
    user: accountView(world, reaction.user),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

export function labelView(world: World, repository: Repository, label: Label) {
  const url = `${world.url}/repos/${repository.fullName}/labels/${encodeURIComponent(label.name)}`;
  return { node_id: `LA_${label.id}`, url, default: false, ...label };
}

export function association(repository: Repository, post: Post): string {
  if (post.user.login === repository.owner.login) return 'OWNER';
  return repository.collaborators.has(post.user.login) ? 'MEMBER' : 'NONE';
}

/** The fields that issues, comments and review comments have in common. */
export function postView(world: World, repository: Repository, post: Post) {
  const counts = REACTIONS.map((content) => [content, post.reactions.filter((r) => r.content === content).length]);
  return {
    id: post.id,
    node_id: `P_${post.id}`,
    user: accountView(world, post.user),
    body: post.body,
    created_at: post.createdAt,
    updated_at: post.updatedAt,
    author_association: association(repository, post),
    performed_via_github_app: post.viaApp ? appView(world, world.app) : null,
    reactions: { total_count: post.reactions.length, ...Object.fromEntries(counts) },
  };
}

export function issueView(world: World, repository: Repository, issue: Issue) {
  const api = `${world.url}/repos/${repository.fullName}`;
  const kind = issue.pull ? 'pull' : 'issues';
  return {
    ...postView(world, repository, issue),
    url: `${api}/issues/${issue.number}`,
    repository_url: api,
    html_url: `${world.url}/${repository.fullName}/${kind}/${issue.number}`,
    comments_url: `${api}/issues/${issue.number}/comments`,
    number: issue.number,
    title: issue.title,
    state: issue.state,
    state_reason: issue.stateReason,
    labels: issue.labels.map((label) => labelView(world, repository, label)),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: issue.locked,
    active_lock_reason: null,
    comments: issue.comments.length,
    closed_at: issue.closedAt,
    closed_by: issue.closedBy === null ? null : accountView(world, issue.closedBy),
    ...(issue.pull
      ? {
          draft: issue.pull.draft,
          pull_request: {
            url: `${api}/pulls/${issue.number}`,
            html_url: `${world.url}/${repository.fullName}/pull/${issue.number}`,
            merged_at: issue.pull.merged?.at ?? null,
          },
        }
      : {}),
  };
}

export function commentView(world: World, repository: Repository, issue: Issue, comment: Post) {
  const api = `${world.url}/repos/${repository.fullName}/issues`;
  const kind = issue.pull ? 'pull' : 'issues';
  return {
    ...postView(world, repository, comment),
    url: `${api}/comments/${comment.id}`,
    html_url: `${world.url}/${repository.fullName}/${kind}/${issue.number}#issuecomment-${comment.id}`,
    issue_url: `${api}/${issue.number}`,
  };
}
