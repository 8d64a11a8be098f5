import { z } from 'zod';
import { react } from '../actions/posts.ts';
import { authorOf, repositoryWith } from '../http/auth.ts';
import { readBody } from '../http/body.ts';
import type { Ctx, Routes } from '../http/env.ts';
import { notFound } from '../http/error.ts';
import { pageOf } from '../http/page.ts';
import { reactionView } from '../views/issue.ts';
import type { Post } from '../world.ts';
import { commentOf } from './comments.ts';
import { issueOf } from './issues.ts';
import { reviewCommentOf } from './review-comments.ts';

const input = z.object({ content: z.string() });

/** Reactions to issues, issue comments and review comments. */
export const reactionRoutes: Routes = (app, world) => {
  const repo = '/repos/:owner/:repo';
  const places: readonly (readonly [path: string, find: (c: Ctx) => Post])[] = [
    [`${repo}/issues/:number{[0-9]+}/reactions`, issueOf],
    [`${repo}/issues/comments/:id{[0-9]+}/reactions`, (c) => commentOf(c).comment],
    [`${repo}/pulls/comments/:id{[0-9]+}/reactions`, (c) => reviewCommentOf(c).comment],
  ];
  for (const [path, find] of places) {
    app.get(path, repositoryWith(world, 'issues:read', 'pull_requests:read'), (c) =>
      c.json(pageOf(c, find(c).reactions).map((reaction) => reactionView(world, reaction))),
    );
    app.post(path, repositoryWith(world, 'issues:write', 'pull_requests:write'), async (c) => {
      const { content } = await readBody(c, 'Reaction', input);
      const { reaction, isNew } = react(world, authorOf(world, c), find(c), content);
      return c.json(reactionView(world, reaction), isNew ? 201 : 200);
    });
    app.delete(`${path}/:reaction{[0-9]+}`, repositoryWith(world, 'issues:write', 'pull_requests:write'), (c) => {
      const { reactions } = find(c);
      const index = reactions.findIndex((reaction) => reaction.id === Number(c.req.param('reaction')));
      if (index < 0) throw notFound();
      reactions.splice(index, 1);
      return c.body(null, 204);
    });
  }
};
