import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPullRequestPublisher } from '../../src/github/index.ts';
import { ACME, BOT, PERSON, useGitHub } from './support.ts';

const { octokit, api } = useGitHub();
const publisher = createPullRequestPublisher(octokit, ACME);
const REPO = '/repos/acme/infra';
const COMMENTS = `${REPO}/issues/5/comments`;
const MARKER = '<!-- sallyport:review:v1 -->';

function hasComments(...comments: object[]) {
  api.get(`${COMMENTS}?per_page=100`).reply(200, comments);
}

describe('the sticky comment', () => {
  it('is created with its marker', async () => {
    hasComments({ id: 1, user: PERSON, body: `quoting ${MARKER}` });
    api.post(COMMENTS, { body: `hello\n\n${MARKER}` }).reply(201, { id: 2 });
    expect(await publisher.upsertComment(5, MARKER, 'hello')).toEqual({ outcome: 'created', id: 2 });
  });

  it('is edited in place; of copies the oldest stays', async () => {
    hasComments({ id: 9, user: BOT, body: MARKER }, { id: 3, user: BOT, body: `old\n${MARKER}` });
    api.delete(`${REPO}/issues/comments/9`).reply(204).patch(`${REPO}/issues/comments/3`).reply(200, { id: 3 });
    expect(await publisher.upsertComment(5, MARKER, 'new')).toEqual({ outcome: 'updated', id: 3 });
  });

  it('is left alone when it says the same', async () => {
    hasComments({ id: 3, user: BOT, body: `a\r\nb\r\n\r\n${MARKER}\n` });
    expect(await publisher.upsertComment(5, MARKER, 'a\nb')).toEqual({ outcome: 'unchanged', id: 3 });
  });

  it('is not begun when there is nothing to say', async () => {
    hasComments();
    expect(await publisher.upsertComment(5, MARKER, 'x', { create: false })).toEqual({ outcome: 'skipped' });
  });

  it('answers a command once, however often the command is handled', async () => {
    const reply = 'done\n\n<!-- sallyport:reply:v1:77 -->';
    hasComments();
    api.post(COMMENTS, { body: reply }).reply(201, { id: 8 });
    await publisher.replyToComment(5, 77, 'done');
    hasComments({ id: 8, user: BOT, body: reply });
    expect(await publisher.replyToComment(5, 77, 'done')).toEqual({ outcome: 'unchanged', id: 8 });
  });
});

describe('review comments', () => {
  const PATCH = '@@ -1,3 +1,4 @@\n context\n-old\n+new\n+more\n context\n\\ No newline at end of file';
  const hash = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 32);
  const marker = (key: string) => `<!-- sallyport:line:v1:${hash(key)} -->`;
  const comment = (key: string, line: number, path = 'a.tf') => ({ path, line, body: `about ${key}`, key });

  function hasPullRequest(...existing: object[]) {
    api
      .get(`${REPO}/pulls/5/comments?per_page=100`)
      .reply(200, existing)
      .get(`${REPO}/pulls/5`)
      .reply(200, { base: { sha: 'base' } })
      .get(`${REPO}/compare/base...head?per_page=100`)
      .reply(200, {
        merge_base_commit: { sha: 'mb' },
        files: [
          { filename: 'a.tf', status: 'modified', patch: PATCH },
          { filename: 'logo.png', status: 'added' },
        ],
      });
  }
  function accepts(key: string, line: number, status = 201) {
    api
      .post(`${REPO}/pulls/5/comments`, {
        commit_id: 'head',
        path: 'a.tf',
        line,
        side: 'RIGHT',
        body: `about ${key}\n\n${marker(key)}`,
      })
      .reply(status, { id: 1, message: 'no' });
  }

  it('go to lines of the diff only', async () => {
    hasPullRequest();
    accepts('k2', 2);
    accepts('k4', 4);
    const wanted = [
      comment('k2', 2),
      comment('k4', 4),
      comment('k5', 5),
      comment('k1', 1, 'b.tf'),
      comment('k0', 1, 'logo.png'),
    ];
    expect(await publisher.reviewComments(5, 'head', wanted)).toEqual({
      posted: ['k2', 'k4'],
      repeated: [],
      outsideDiff: ['k5', 'k1', 'k0'],
      overLimit: [],
    });
  });

  it('are not repeated on the next push, unless a stranger only claims to have said it', async () => {
    hasPullRequest(
      { user: BOT, line: 2, body: `about\n\n${marker('k2')}` },
      { user: PERSON, line: 3, body: `about\n\n${marker('k3')}` },
      { user: BOT, line: 4, body: `quoting ${marker('k4')} and more` },
    );
    accepts('k3', 3);
    accepts('k4', 4);
    const result = await publisher.reviewComments(5, 'head', [comment('k2', 2), comment('k3', 3), comment('k4', 4)]);
    expect(result).toMatchObject({ posted: ['k3', 'k4'], repeated: ['k2'] });
  });

  it('stop at ten a pull request; outdated ones do not count', async () => {
    const said = Array.from({ length: 11 }, (_, index) => ({
      user: BOT,
      line: index < 9 ? 2 : null,
      body: marker(`old ${index}`),
    }));
    hasPullRequest(...said);
    accepts('k2', 2);
    const result = await publisher.reviewComments(5, 'head', [comment('k2', 2), comment('k3', 3)]);
    expect(result).toMatchObject({ posted: ['k2'], overLimit: ['k3'] });
  });

  it('survive a line that left the diff meanwhile', async () => {
    hasPullRequest();
    accepts('k2', 2, 422);
    accepts('k3', 3);
    const result = await publisher.reviewComments(5, 'head', [comment('k2', 2), comment('k3', 3)]);
    expect(result).toMatchObject({ posted: ['k3'], outsideDiff: ['k2'] });
  });

  it('cost no request when there are none', async () => {
    expect(await publisher.reviewComments(5, 'head', [])).toMatchObject({ posted: [] });
  });
});

describe('the check run', () => {
  const NAME = 'Sallyport / reachability';
  const run = { headSha: 'head', name: NAME, title: 'T', summary: 'S', annotations: [] };
  const completed = { ...run, status: 'completed', conclusion: 'failure' } as const;

  function hasRuns(...runs: object[]) {
    api
      .get(`${REPO}/commits/head/check-runs?check_name=${encodeURIComponent(NAME)}&filter=latest&per_page=100`)
      .reply(200, { total_count: runs.length, check_runs: runs });
  }
  const existing = (id: number, annotations_count: number, slug = 'sallyport') => ({
    id,
    name: NAME,
    app: { slug },
    output: { annotations_count },
  });
  const annotation = (line: number) =>
    ({ path: 'a.tf', startLine: line, endLine: line, level: 'warning', message: 'm' }) as const;

  it('is created for its pull request, then concluded in place', async () => {
    hasRuns(existing(1, 0, 'other-app'));
    api
      .post(`${REPO}/check-runs`, (body) => body.status === 'in_progress' && body.external_id === 'pull-request:5')
      .reply(201, { id: 4 });
    expect(await publisher.checkRun({ ...run, status: 'in_progress', pullRequest: 5 })).toBe(4);
    hasRuns(existing(4, 0));
    api
      .patch(`${REPO}/check-runs/4`, (body) => body.status === 'completed' && body.conclusion === 'failure')
      .reply(200, { id: 4 });
    expect(await publisher.checkRun(completed)).toBe(4);
  });

  it('begins anew on a re-run that would add to old annotations', async () => {
    hasRuns(existing(4, 2));
    api.post(`${REPO}/check-runs`).reply(201, { id: 5 });
    expect(await publisher.checkRun(completed)).toBe(5);
  });

  it('sends annotations by fifty and concludes with the last', async () => {
    const sent: unknown[] = [];
    const record = (body: { status: string; conclusion?: string; output: { annotations: object[] } }) =>
      sent.push([body.status, body.conclusion, body.output.annotations.length]) > 0;
    hasRuns();
    api
      .post(`${REPO}/check-runs`, record)
      .reply(201, { id: 4 })
      .patch(`${REPO}/check-runs/4`, record)
      .reply(200, { id: 4 })
      .patch(`${REPO}/check-runs/4`, record)
      .reply(200, { id: 4 });
    await publisher.checkRun({
      ...completed,
      annotations: Array.from({ length: 101 }, (_, line) => annotation(line + 1)),
    });
    expect(sent).toEqual([
      ['in_progress', undefined, 50],
      ['in_progress', undefined, 50],
      ['completed', 'failure', 1],
    ]);
  });
});

describe('changed files', () => {
  it('come from the merge base, with patches and renames', async () => {
    api.get(`${REPO}/compare/b...h?per_page=100`).reply(200, {
      merge_base_commit: { sha: 'mb' },
      files: [
        { filename: 'a.tf', status: 'modified', patch: '@@ -1 +1 @@' },
        { filename: 'n.tf', status: 'renamed', previous_filename: 'o.tf' },
        { filename: 'c.tf', status: 'copied', previous_filename: 'a.tf' },
        { filename: 'm.tf', status: 'changed' },
        { filename: 'd.tf', status: 'removed' },
      ],
    });
    expect(await publisher.changedFiles('b', 'h')).toEqual({
      mergeBase: 'mb',
      files: [
        { path: 'a.tf', status: 'modified', patch: '@@ -1 +1 @@' },
        { path: 'n.tf', status: 'renamed', previousPath: 'o.tf' },
        { path: 'c.tf', status: 'added' },
        { path: 'm.tf', status: 'modified' },
        { path: 'd.tf', status: 'removed' },
      ],
    });
  });

  it('are complete beyond the 300 that GitHub compares', async () => {
    const path = (index: number) => `f${String(index).padStart(3, '0')}.tf`;
    const entries = (sha: (index: number) => string, from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => ({
        path: path(from + index),
        sha: sha(from + index),
        type: 'blob',
      }));
    api
      .get(`${REPO}/compare/b...h?per_page=100`)
      .reply(200, {
        merge_base_commit: { sha: 'mb' },
        files: Array.from({ length: 300 }, (_, index) => ({
          filename: path(index),
          status: 'modified',
          patch: `p${index}`,
        })),
      })
      .get(`${REPO}/git/trees/mb?recursive=1`)
      .reply(200, { tree: entries((index) => `old${index}`, 0, 400), truncated: false })
      .get(`${REPO}/git/trees/h?recursive=1`)
      .reply(200, { tree: entries((index) => (index === 5 ? 'old5' : `new${index}`), 1, 401), truncated: false });
    const { files } = await publisher.changedFiles('b', 'h');
    const byStatus = (status: string) => files.filter((file) => file.status === status).map((file) => file.path);
    expect(byStatus('removed')).toEqual(['f000.tf']);
    expect(byStatus('added')).toEqual(['f400.tf']);
    expect(byStatus('modified')).toHaveLength(398);
    expect(files.find((file) => file.path === 'f007.tf')).toEqual({ path: 'f007.tf', status: 'modified', patch: 'p7' });
  });
});

describe('people', () => {
  it.each([
    ['admin', 'admin'],
    ['write', 'write'],
    ['read', 'read'],
    ['none', 'none'],
  ])('permission %s', async (permission, expected) => {
    api.get(`${REPO}/collaborators/octocat/permission`).reply(200, { permission });
    expect(await publisher.permission('octocat')).toBe(expected);
  });

  it('an unknown person may do nothing, a failing look-up is no answer', async () => {
    api.get(`${REPO}/collaborators/ghost/permission`).reply(404).get(`${REPO}/collaborators/x/permission`).reply(500);
    expect(await publisher.permission('ghost')).toBe('none');
    await expect(publisher.permission('x')).rejects.toThrow('look up what x may do');
  });

  it('a pending invitation is no membership', async () => {
    const path = (user: string) => `/orgs/acme/teams/security/memberships/${user}`;
    api
      .get(path('a'))
      .reply(200, { state: 'active' })
      .get(path('b'))
      .reply(200, { state: 'pending' })
      .get(path('c'))
      .reply(404);
    const members = await Promise.all(['a', 'b', 'c'].map((user) => publisher.isTeamMember('acme/security', user)));
    expect(members).toEqual([true, false, false]);
  });

  it('reacts to a comment', async () => {
    api.post(`${REPO}/issues/comments/77/reactions`, { content: 'eyes' }).reply(201, {});
    await expect(publisher.react(77, 'eyes')).resolves.toBeUndefined();
  });
});

describe('a pull request', () => {
  const side = (repo: string | null, sha: string) => ({ sha, ref: 'main', repo: repo && { full_name: repo } });
  it.each([
    ['of the repository', 'acme/infra', false],
    ['from a fork', 'stranger/infra', true],
    ['from a deleted fork', null, true],
  ])('%s', async (_what, head, fork) => {
    api.get(`${REPO}/pulls/5`).reply(200, {
      title: 'T',
      user: PERSON,
      state: 'open',
      merged: false,
      draft: true,
      base: side('acme/infra', 'b'),
      head: side(head, 'h'),
    });
    expect(await publisher.pullRequest(5)).toEqual({
      number: 5,
      title: 'T',
      author: 'octocat',
      state: 'open',
      merged: false,
      draft: true,
      baseSha: 'b',
      baseBranch: 'main',
      headSha: 'h',
      fork,
    });
  });
});
