import { z } from 'zod';
import { makeCommit, push } from '../actions/commits.ts';
import { authorOf, repositoryWith } from '../http/auth.ts';
import { readBody } from '../http/body.ts';
import type { Ctx, Routes } from '../http/env.ts';
import { ApiError, invalid } from '../http/error.ts';
import { gitCommitView } from '../views/repository.ts';
import type { Repository, World } from '../world.ts';
import { resolveCommit } from '../world.ts';

const putInput = z.object({
  message: z.string(),
  content: z.base64(),
  sha: z.string().optional(),
  branch: z.string().optional(),
});

/** Files and directories at a ref. Up to 1 MB a file comes as base64; larger ones only in the raw media type. */
export const contentRoutes: Routes = (app, world) => {
  const show = (c: Ctx): Response => {
    const repository = c.get('repository');
    const ref = c.req.query('ref') ?? repository.defaultBranch;
    const commit = resolveCommit(world, repository, ref);
    if (!commit) throw new ApiError(404, `No commit found for the ref ${ref}`);
    const path = (c.req.param('path') ?? '').replace(/\/+$/, '');
    const sha = commit.files.get(path);
    if (sha !== undefined) {
      if (/\braw\b/.test(c.req.header('accept') ?? ''))
        return c.body(world.git.blobs.get(sha)!.toString(), 200, {
          'content-type': 'application/vnd.github.raw; charset=utf-8',
        });
      return c.json({ ...entryView(world, repository, path, sha, ref), ...contentOf(world.git.blobs.get(sha)!) });
    }
    const entries = listing(commit.files, path);
    if (entries.size === 0) throw new ApiError(404, 'Not Found');
    return c.json([...entries].map(([name, blob]) => entryView(world, repository, name, blob, ref)));
  };
  for (const path of ['contents', 'contents/', 'contents/:path{.+}'])
    app.get(`/repos/:owner/:repo/${path}`, repositoryWith(world, 'contents:read'), show);

  app.put('/repos/:owner/:repo/contents/:path{.+}', repositoryWith(world, 'contents:write'), async (c) => {
    const repository = c.get('repository');
    const path = c.req.param('path');
    const input = await readBody(c, 'Content', putInput);
    const branch = input.branch ?? repository.defaultBranch;
    const parent = world.git.commits.get(repository.branches.get(branch) ?? '');
    if (!parent) throw new ApiError(404, `Branch ${branch} not found`);
    const known = parent.files.get(path);
    if (known !== undefined && input.sha === undefined)
      throw invalid({ resource: 'Content', code: 'missing_field', field: 'sha', message: `"sha" wasn't supplied.` });
    if (known !== input.sha) throw new ApiError(409, `${path} does not match ${input.sha}`);
    const files = { [path]: Buffer.from(input.content, 'base64') };
    const author = authorOf(world, c);
    const commit = makeCommit(world, author, { message: input.message, parents: [parent.sha], files });
    push(world, author, repository, branch, commit.sha);
    return c.json(
      {
        content: entryView(world, repository, path, commit.files.get(path)!, branch),
        commit: gitCommitView(world, repository, commit),
      },
      known === undefined ? 201 : 200,
    );
  });
};

/** What lies directly in a directory; null stands for a directory in it. */
function listing(files: ReadonlyMap<string, string>, directory: string): Map<string, string | null> {
  const prefix = directory === '' ? '' : `${directory}/`;
  const entries = new Map<string, string | null>();
  for (const [path, sha] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!path.startsWith(prefix)) continue;
    const slash = path.indexOf('/', prefix.length);
    entries.set(slash < 0 ? path : path.slice(0, slash), slash < 0 ? sha : null);
  }
  return entries;
}

function entryView(world: World, repository: Repository, path: string, sha: string | null, ref: string) {
  const api = `${world.url}/repos/${repository.fullName}`;
  return {
    type: sha === null ? 'dir' : 'file',
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha: sha ?? '',
    size: sha === null ? 0 : world.git.blobs.get(sha)!.length,
    url: `${api}/contents/${path}?ref=${ref}`,
    html_url: `${world.url}/${repository.fullName}/blob/${ref}/${path}`,
    git_url: sha === null ? null : `${api}/git/blobs/${sha}`,
    download_url: null,
  };
}

function contentOf(content: Buffer) {
  if (content.length > 1024 * 1024) return { content: '', encoding: 'none' };
  const lines = content.toString('base64').match(/.{1,60}/g) ?? [];
  return { content: lines.map((line) => `${line}\n`).join(''), encoding: 'base64' };
}
