import { z } from 'zod';
import { addReviewComment, replyToReviewComment, submitReview } from '../actions/review-comments.ts';
import { authorOf, repositoryWith } from '../http/auth.ts';
import { commentBody, readBody } from '../http/body.ts';
import type { Ctx, Routes } from '../http/env.ts';
import { notFound } from '../http/error.ts';
import { createsContent } from '../http/limits.ts';
import { pageOf } from '../http/page.ts';
import { type PullIssue, reviewCommentView, reviewView } from '../views/pull-request.ts';
import type { ReviewComment } from '../world.ts';
import { now } from '../world.ts';
import { pullOf } from './pulls.ts';

const side = z.enum(['LEFT', 'RIGHT']);
const place = {
  body: z.string(),
  path: z.string(),
  line: z.number().int().optional(),
  side: side.optional(),
  start_line: z.number().int().optional(),
  start_side: side.optional(),
};
const comment = z.object({ ...place, commit_id: z.string(), subject_type: z.enum(['line', 'file']).optional() });
const reply = z.object({ body: z.string(), in_reply_to: z.number() });
const review = z.object({
  commit_id: z.string().optional(),
  body: z.string().optional(),
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']).optional(),
  comments: z.array(z.object(place)).optional(),
});

/** The review comment a path names, and its pull request. */
export function reviewCommentOf(c: Ctx): { readonly issue: PullIssue; readonly comment: ReviewComment } {
  for (const issue of c.get('repository').issues) {
    const found = issue.pull?.reviewComments.find((candidate) => candidate.id === Number(c.req.param('id')));
    if (found) return { issue: issue as PullIssue, comment: found };
  }
  throw notFound();
}

/** Comments on the lines of a pull request, one by one or as a review. */
export const reviewCommentRoutes: Routes = (app, world) => {
  const path = '/repos/:owner/:repo/pulls';
  const read = repositoryWith(world, 'pull_requests:read');
  const write = repositoryWith(world, 'pull_requests:write');

  app.get(`${path}/:number{[0-9]+}/comments`, read, (c) => {
    const issue = pullOf(c);
    const page = pageOf(c, issue.pull.reviewComments);
    return c.json(page.map((one) => reviewCommentView(world, c.get('repository'), issue, one)));
  });

  app.post(`${path}/:number{[0-9]+}/comments`, write, createsContent(world), async (c) => {
    const issue = pullOf(c);
    const repository = c.get('repository');
    const author = authorOf(world, c);
    const input = await readBody(c, 'PullRequestReviewComment', z.union([reply, comment]));
    if ('in_reply_to' in input) {
      const parent = issue.pull.reviewComments.find((candidate) => candidate.id === input.in_reply_to);
      if (!parent) throw notFound();
      const made = replyToReviewComment(world, author, repository, issue, parent, input.body);
      return c.json(reviewCommentView(world, repository, issue, made), 201);
    }
    const made = addReviewComment(world, author, repository, issue, input.commit_id, input);
    return c.json(reviewCommentView(world, repository, issue, made), 201);
  });

  app.post(`${path}/:number{[0-9]+}/comments/:id{[0-9]+}/replies`, write, createsContent(world), async (c) => {
    const { issue, comment: parent } = reviewCommentOf(c);
    const { body } = await readBody(c, 'PullRequestReviewComment', z.object({ body: z.string() }));
    const made = replyToReviewComment(world, authorOf(world, c), c.get('repository'), issue, parent, body);
    return c.json(reviewCommentView(world, c.get('repository'), issue, made), 201);
  });

  app.get(`${path}/comments/:id{[0-9]+}`, read, (c) => {
    const { issue, comment: found } = reviewCommentOf(c);
    return c.json(reviewCommentView(world, c.get('repository'), issue, found));
  });

  app.patch(`${path}/comments/:id{[0-9]+}`, write, async (c) => {
    const { issue, comment: found } = reviewCommentOf(c);
    const { body } = await readBody(c, 'PullRequestReviewComment', z.object({ body: z.string() }));
    found.body = commentBody('PullRequestReviewComment', body);
    found.updatedAt = now(world);
    return c.json(reviewCommentView(world, c.get('repository'), issue, found));
  });

  app.delete(`${path}/comments/:id{[0-9]+}`, write, (c) => {
    const { issue, comment: found } = reviewCommentOf(c);
    issue.pull.reviewComments.splice(issue.pull.reviewComments.indexOf(found), 1);
    return c.body(null, 204);
  });

  app.get(`${path}/:number{[0-9]+}/reviews`, read, (c) => {
    const issue = pullOf(c);
    return c.json(pageOf(c, issue.pull.reviews).map((one) => reviewView(world, c.get('repository'), issue, one)));
  });

  app.post(`${path}/:number{[0-9]+}/reviews`, write, createsContent(world), async (c) => {
    const issue = pullOf(c);
    const { commit_id = issue.pull.headSha, ...input } = await readBody(c, 'PullRequestReview', review);
    const made = submitReview(world, authorOf(world, c), c.get('repository'), issue, commit_id, input);
    return c.json(reviewView(world, c.get('repository'), issue, made));
  });
};
