import { z } from 'zod';
import { addComment, deleteComment, editComment } from '../actions/posts.ts';
import { authorOf, repositoryWith, requireConversation } from '../http/auth.ts';
import { readBody } from '../http/body.ts';
import type { Ctx, Routes } from '../http/env.ts';
import { notFound } from '../http/error.ts';
import { createsContent } from '../http/limits.ts';
import { pageOf } from '../http/page.ts';
import { commentView } from '../views/issue.ts';
import type { Issue, Post } from '../world.ts';
import { issueOf } from './issues.ts';

const input = z.object({ body: z.string() });

/** The issue comment a path names, and the conversation it is in. */
export function commentOf(c: Ctx): { readonly issue: Issue; readonly comment: Post } {
  for (const issue of c.get('repository').issues) {
    const comment = issue.comments.find((candidate) => candidate.id === Number(c.req.param('id')));
    if (comment) return { issue, comment };
  }
  throw notFound();
}

/** Comments on issues and in the conversation of pull requests. */
export const commentRoutes: Routes = (app, world) => {
  const path = '/repos/:owner/:repo/issues';
  const read = repositoryWith(world, 'issues:read', 'pull_requests:read');
  const write = repositoryWith(world, 'issues:write', 'pull_requests:write');

  app.get(`${path}/:number{[0-9]+}/comments`, read, (c) => {
    const issue = issueOf(c);
    requireConversation(c, issue, 'read');
    return c.json(pageOf(c, issue.comments).map((comment) => commentView(world, c.get('repository'), issue, comment)));
  });

  app.post(`${path}/:number{[0-9]+}/comments`, write, createsContent(world), async (c) => {
    const issue = issueOf(c);
    requireConversation(c, issue, 'write');
    const { body } = await readBody(c, 'IssueComment', input);
    const comment = addComment(world, authorOf(world, c), c.get('repository'), issue, body);
    return c.json(commentView(world, c.get('repository'), issue, comment), 201);
  });

  app.get(`${path}/comments/:id{[0-9]+}`, read, (c) => {
    const { issue, comment } = commentOf(c);
    return c.json(commentView(world, c.get('repository'), issue, comment));
  });

  app.patch(`${path}/comments/:id{[0-9]+}`, write, async (c) => {
    const { issue, comment } = commentOf(c);
    requireConversation(c, issue, 'write');
    const { body } = await readBody(c, 'IssueComment', input);
    editComment(world, authorOf(world, c), c.get('repository'), issue, comment, body);
    return c.json(commentView(world, c.get('repository'), issue, comment));
  });

  app.delete(`${path}/comments/:id{[0-9]+}`, write, (c) => {
    const { issue, comment } = commentOf(c);
    requireConversation(c, issue, 'write');
    deleteComment(world, authorOf(world, c), c.get('repository'), issue, comment);
    return c.body(null, 204);
  });
};
