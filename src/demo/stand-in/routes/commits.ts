import { ancestry, commitsSince, mergeBase } from '../git/history.ts';
import { changedFiles } from '../git/patch.ts';
import { repositoryWith } from '../http/auth.ts';
import type { Routes } from '../http/env.ts';
import { ApiError, notFound } from '../http/error.ts';
import { pageOf } from '../http/page.ts';
import { type PullIssue, pullView } from '../views/pull-request.ts';
import { commitView, fileView } from '../views/repository.ts';
import type { Repository, World } from '../world.ts';
import { findRepository, resolveCommit } from '../world.ts';

/** GitHub lists at most this many files of a comparison, on its first page. */
const MAX_COMPARED_FILES = 300;

/** Commits with their patches, and comparisons. */
export const commitRoutes: Routes = (app, world) => {
  app.get('/repos/:owner/:repo/commits', repositoryWith(world, 'contents:read'), (c) => {
    const repository = c.get('repository');
    const start = resolveCommit(world, repository, c.req.query('sha') ?? repository.defaultBranch);
    if (!start) throw notFound();
    const path = c.req.query('path');
    const commits = [...ancestry(world.git, start.sha)]
      .map((sha) => world.git.commits.get(sha)!)
      .filter((commit) => path === undefined || touches(world, commit.sha, path));
    return c.json(pageOf(c, commits).map((commit) => commitView(world, repository, commit)));
  });

  app.get('/repos/:owner/:repo/commits/:sha/pulls', repositoryWith(world, 'pull_requests:read'), (c) => {
    const repository = c.get('repository');
    const pulls = repository.issues.filter(({ pull }): boolean =>
      pull ? pull.merged?.sha === c.req.param('sha') || pull.headHistory.includes(c.req.param('sha')) : false,
    );
    return c.json(pageOf(c, pulls).map((issue) => pullView(world, repository, issue as PullIssue)));
  });

  app.get('/repos/:owner/:repo/commits/:ref{.+}', repositoryWith(world, 'contents:read'), (c, next) => {
    if (/\/check-(runs|suites)$/.test(c.req.path)) return next();
    const repository = c.get('repository');
    const commit = resolveCommit(world, repository, c.req.param('ref'));
    if (!commit) throw new ApiError(422, `No commit found for SHA: ${c.req.param('ref')}`);
    const parent = world.git.commits.get(commit.parents[0] ?? '');
    const files = changedFiles(world.git, parent?.files ?? new Map(), commit.files);
    return Promise.resolve(
      c.json({
        ...commitView(world, repository, commit),
        files: files.map((file) => fileView(world, repository, file, commit.sha)),
      }),
    );
  });

  app.get('/repos/:owner/:repo/compare/:range{.+}', repositoryWith(world, 'contents:read'), (c) => {
    const repository = c.get('repository');
    const [baseName = '', headName = ''] = c.req.param('range').split('...');
    const base = sideOf(world, repository, baseName);
    const head = sideOf(world, repository, headName);
    const fork = base && head && mergeBase(world.git, base.sha, head.sha);
    if (!fork) throw notFound();
    const ahead = commitsSince(world.git, base.sha, head.sha);
    const behind = commitsSince(world.git, head.sha, base.sha);
    const status =
      ahead.length > 0 ? (behind.length > 0 ? 'diverged' : 'ahead') : behind.length > 0 ? 'behind' : 'identical';
    const isFirstPage = Number(c.req.query('page') ?? 1) === 1;
    const files = isFirstPage ? changedFiles(world.git, fork.files, head.files).slice(0, MAX_COMPARED_FILES) : [];
    return c.json({
      url: c.req.url,
      html_url: `${world.url}/${repository.fullName}/compare/${baseName}...${headName}`,
      base_commit: commitView(world, repository, base),
      merge_base_commit: commitView(world, repository, fork),
      status,
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: pageOf(c, ahead).map((commit) => commitView(world, repository, commit)),
      files: files.map((file) => fileView(world, repository, file, head.sha)),
    });
  });
};

/** One side of `base...head`: a ref here, or `owner:ref` in that owner's fork. */
function sideOf(world: World, repository: Repository, name: string) {
  const [ref = '', owner] = name.split(':').reverse();
  const side = owner === undefined ? repository : findRepository(world, `${owner}/${repository.name}`);
  return side && resolveCommit(world, side, ref);
}

function touches(world: World, sha: string, path: string): boolean {
  const commit = world.git.commits.get(sha)!;
  return world.git.commits.get(commit.parents[0] ?? '')?.files.get(path) !== commit.files.get(path);
}
