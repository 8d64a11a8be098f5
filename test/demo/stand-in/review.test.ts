import { describe, expect, test } from 'vitest';
import { REPO, refusal, type Scene, scene } from './scene.ts';

const DB = 'envs/prod/db.tf';

/** A pull request that changes line 4 of an eight-line file. */
async function withPull(): Promise<Scene & { readonly pull_number: number; readonly commit_id: string }> {
  const made = await scene();
  const alice = made.github.as('alice');
  const commit_id = alice.commit('acme/infra', {
    branch: 'x',
    message: 'm',
    files: { [DB]: 'a\nb\nc\nX\ne\nf\ng\nh\n' },
  });
  const pull_number = alice.openPullRequest('acme/infra', { title: 'Open it', head: 'x', body: 'please' });
  return { ...made, pull_number, commit_id };
}

describe('pull requests', () => {
  test('have sides, files and commits, and are issues too', async () => {
    const { octokit, pull_number, commit_id } = await withPull();
    const { data: pull } = await octokit.rest.pulls.get({ ...REPO, pull_number });
    expect(pull).toMatchObject({
      number: 1,
      title: 'Open it',
      user: { login: 'alice' },
      head: { ref: 'x', sha: commit_id, label: 'acme:x', repo: { full_name: 'acme/infra', fork: false } },
      base: { ref: 'main', repo: { private: true } },
      changed_files: 1,
      commits: 1,
    });
    const { data: files } = await octokit.rest.pulls.listFiles({ ...REPO, pull_number });
    expect(files).toMatchObject([{ filename: DB, patch: '@@ -1,7 +1,7 @@\n a\n b\n c\n-d\n+X\n e\n f\n g' }]);
    expect((await octokit.rest.pulls.list({ ...REPO, head: 'acme:x' })).data).toHaveLength(1);
    const { data: issues } = await octokit.rest.issues.listForRepo(REPO);
    expect(issues).toMatchObject([{ number: 1, pull_request: { merged_at: null } }]);
  });

  test('may come from a fork', async () => {
    const { github, octokit } = await scene();
    const mallory = github.as('mallory');
    const fork = mallory.fork('acme/infra');
    mallory.commit(fork, { branch: 'evil', message: 'm', files: { 'main.tf': 'x\n' } });
    const pull_number = mallory.openPullRequest('acme/infra', { title: 'Free', head: 'mallory:evil' });
    const { data } = await octokit.rest.pulls.get({ ...REPO, pull_number });
    expect(data.head).toMatchObject({ label: 'mallory:evil', repo: { full_name: 'mallory/infra', fork: true } });
    const compared = await octokit.rest.repos.compareCommitsWithBasehead({ ...REPO, basehead: 'main...mallory:evil' });
    expect(compared.data.files).toMatchObject([{ filename: 'main.tf' }]);
    expect(() => mallory.commit('acme/infra', { message: 'm', files: {} })).toThrow('no write access');
  });

  test('refuse conflicting merges', async () => {
    const { github } = await withPull();
    github.as('alice').commit('acme/infra', { message: 'other', files: { [DB]: 'z\n' } });
    expect(() => github.as('alice').mergePullRequest('acme/infra', 1)).toThrow('not mergeable');
  });
});

describe('review comments', () => {
  const comment = { ...REPO, path: DB, body: 'this opens it' };

  test('sit on a line of the diff, follow it, and become outdated when it changes', async () => {
    const { github, octokit, pull_number, commit_id } = await withPull();
    const { data } = await octokit.rest.pulls.createReviewComment({
      ...comment,
      pull_number,
      commit_id,
      line: 4,
      side: 'RIGHT',
    });
    expect(data).toMatchObject({ line: 4, side: 'RIGHT', user: { login: 'sallyport[bot]' }, subject_type: 'line' });
    expect(data.diff_hunk).toBe('@@ -1,7 +1,7 @@\n a\n b\n c\n-d\n+X');
    const push = (content: string) =>
      github.as('alice').commit('acme/infra', { branch: 'x', message: 'm', files: { [DB]: content } });
    const lines = async () =>
      (await octokit.rest.pulls.listReviewComments({ ...REPO, pull_number })).data.map((c) => [
        c.line,
        c.original_line,
      ]);
    push('new\na\nb\nc\nX\ne\nf\ng\nh\n');
    expect(await lines()).toEqual([[5, 4]]);
    push('a\nb\nc\nY\ne\nf\ng\nh\n');
    expect(await lines()).toEqual([[null, 4]]);
  });

  test.each([
    ['a line outside the diff', { line: 8, side: 'RIGHT' }, 'pull_request_review_thread.line'],
    ['a line that is not there', { line: 80, side: 'RIGHT' }, 'pull_request_review_thread.line'],
    ['a file the pull request leaves alone', { path: 'main.tf', line: 1 }, 'pull_request_review_thread.path'],
    ['a start behind the end', { line: 3, start_line: 5 }, 'pull_request_review_thread.start_line'],
    ['no line', {}, 'line'],
  ])('on %s are refused', async (_, place, field) => {
    const { octokit, pull_number, commit_id } = await withPull();
    const input = { ...comment, pull_number, commit_id, ...place };
    const call = octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/comments', input as never);
    expect(await refusal(call)).toMatchObject({
      status: 422,
      errors: [{ resource: 'PullRequestReviewComment', field }],
    });
  });

  test('come in a review all together or not at all', async () => {
    const { octokit, pull_number, github } = await withPull();
    const review = (lines: readonly number[]) =>
      octokit.rest.pulls.createReview({
        ...REPO,
        pull_number,
        event: 'COMMENT',
        comments: lines.map((line) => ({ path: DB, line, body: `on ${line}` })),
      });
    expect(await refusal(review([4, 8]))).toMatchObject({ status: 422 });
    const { data } = await review([4, 5]);
    expect(data.state).toBe('COMMENTED');
    const [pull] = github.dump().repositories['acme/infra']!.pullRequests;
    expect(pull!.reviewComments.map(({ line, body }) => `${line}: ${body}`)).toEqual(['4: on 4', '5: on 5']);
  });
});

describe('check runs', () => {
  const annotations = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      path: DB,
      start_line: i + 1,
      end_line: i + 1,
      annotation_level: 'failure' as const,
      message: `m${i}`,
    }));
  const output = (count: number) => ({ title: 't', summary: 's', annotations: annotations(count) });

  test('are created, updated with more annotations, and found by commit', async () => {
    const { octokit, commit_id } = await withPull();
    const made = { ...REPO, name: 'Sallyport / reachability', head_sha: commit_id, status: 'in_progress' as const };
    const { data: run } = await octokit.rest.checks.create({ ...made, output: output(50) });
    expect(run).toMatchObject({
      status: 'in_progress',
      conclusion: null,
      pull_requests: [{ number: 1 }],
      app: { slug: 'sallyport' },
    });
    await octokit.rest.checks.update({ ...REPO, check_run_id: run.id, conclusion: 'failure', output: output(3) });
    const { data: found } = await octokit.rest.checks.listForRef({ ...REPO, ref: 'x', check_name: made.name });
    expect(found).toMatchObject({
      total_count: 1,
      check_runs: [{ id: run.id, status: 'completed', conclusion: 'failure', output: { annotations_count: 53 } }],
    });
    const listed = await octokit.paginate(octokit.rest.checks.listAnnotations, {
      ...REPO,
      check_run_id: run.id,
      per_page: 50,
    });
    expect(listed).toHaveLength(53);
  });

  test.each([
    ['more than 50 annotations at once', { output: output(51) }],
    ['a summary of 65,536 characters', { output: { title: 't', summary: 'x'.repeat(65_536) } }],
    ['an output without summary', { output: { title: 't' } }],
    ['completion without conclusion', { status: 'completed' }],
    ['a commit nobody knows', { head_sha: '0'.repeat(40) }],
  ])('refuse %s', async (_, input) => {
    const { octokit, commit_id } = await withPull();
    const call = octokit.request('POST /repos/{owner}/{repo}/check-runs', {
      ...REPO,
      name: 'n',
      head_sha: commit_id,
      ...input,
    } as never);
    expect(await refusal(call)).toMatchObject({ status: 422 });
  });
});

describe('what people and tests see', () => {
  test('a dump tells of issues and pull requests, and waits for what is to come', async () => {
    const { github, octokit, pull_number, commit_id } = await withPull();
    const commented = github.waitFor(
      'a comment',
      (dump) => dump.repositories['acme/infra']!.pullRequests[0]!.comments[0],
    );
    await octokit.rest.issues.createComment({ ...REPO, issue_number: pull_number, body: 'hello' });
    expect(await commented).toEqual({ author: 'sallyport[bot]', body: 'hello' });
    await octokit.rest.checks.create({ ...REPO, name: 'n', head_sha: commit_id, conclusion: 'success' });
    github.as('alice').openIssue('acme/infra', { title: 'I', body: 'b', labels: ['l'] });
    const held = github.dump().repositories['acme/infra']!;
    expect(held.issues).toEqual([
      {
        number: 2,
        title: 'I',
        state: 'open',
        stateReason: null,
        labels: ['l'],
        author: 'alice',
        body: 'b',
        comments: [],
      },
    ]);
    expect(held.pullRequests).toMatchObject([{ number: 1, checkRuns: [{ name: 'n', conclusion: 'success' }] }]);
    await expect(github.waitFor('the impossible', () => undefined, 1)).rejects.toThrow(
      'waited 0.001 s for the impossible',
    );
  });

  test('pages show bodies as Markdown, and scripts in them as text', async () => {
    const { github } = await scene();
    const body =
      '**bold** <script>alert(1)</script> <details><summary>more</summary>x</details>\n\n[bad](javascript:alert(1)) <!-- marker -->\n\n<img src=x onerror=alert(1)>';
    const number = github.as('alice').openIssue('acme/infra', { title: '<b>Title</b>', body });
    const page = await (await fetch(`${github.url}/acme/infra/issues/${number}`)).text();
    expect(page).toContain('<strong>bold</strong>');
    expect(page).toContain('<details><summary>more</summary>');
    expect(page).toContain('&lt;b&gt;Title&lt;/b&gt;');
    expect(page).not.toMatch(/<script|<img|javascript:|marker/);
    expect(await (await fetch(`${github.url}/acme/infra/issues`)).text()).toContain(`/acme/infra/issues/${number}`);
    expect(await (await fetch(`${github.url}/`)).text()).toContain('acme/infra');
  });
});
