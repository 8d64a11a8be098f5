import { describe, expect, test } from 'vitest';
import { REPO, refusal, scene } from './scene.ts';

const BOT = { login: 'sallyport[bot]', type: 'Bot' };

describe('issues', () => {
  test('live: created by the app’s bot, relabelled, closed with a reason, reopened', async () => {
    const { octokit } = await scene();
    const { data: issue } = await octokit.rest.issues.create({
      ...REPO,
      title: 'Door open',
      body: 'b',
      labels: ['sallyport'],
    });
    expect(issue).toMatchObject({
      number: 1,
      user: BOT,
      state: 'open',
      labels: [{ name: 'sallyport' }],
      performed_via_github_app: { slug: 'sallyport' },
    });
    const target = { ...REPO, issue_number: 1 };
    await octokit.rest.issues.setLabels({ ...target, labels: ['Sallyport', 'regressed'] });
    const { data: closed } = await octokit.rest.issues.update({
      ...target,
      state: 'closed',
      state_reason: 'not_planned',
    });
    expect(closed).toMatchObject({ state: 'closed', state_reason: 'not_planned', closed_by: BOT });
    expect(closed.labels).toMatchObject([{ name: 'sallyport' }, { name: 'regressed' }]);
    const { data: reopened } = await octokit.rest.issues.update({ ...target, state: 'open', title: 'Door open again' });
    expect(reopened).toMatchObject({
      state: 'open',
      state_reason: 'reopened',
      closed_by: null,
      title: 'Door open again',
    });
  });

  test('say who closed them', async () => {
    const { github, octokit } = await scene();
    const { number } = (await octokit.rest.issues.create({ ...REPO, title: 'x' })).data;
    github.as('alice').closeIssue('acme/infra', number);
    const { data } = await octokit.rest.issues.get({ ...REPO, issue_number: number });
    expect(data).toMatchObject({ closed_by: { login: 'alice', type: 'User' }, state_reason: 'completed' });
    expect(() => github.as('bob').reopenIssue('acme/infra', number)).toThrow('no write access');
  });

  test('are listed page by page, filtered by state, label and author', async () => {
    const { github, octokit } = await scene();
    for (let i = 1; i <= 5; i++)
      await octokit.rest.issues.create({ ...REPO, title: `n${i}`, labels: i % 2 ? ['odd'] : [] });
    github.as('alice').openIssue('acme/infra', { title: 'mine', labels: ['odd'] });
    github.as('alice').closeIssue('acme/infra', 1);
    const first = await octokit.rest.issues.listForRepo({ ...REPO, state: 'all', per_page: 2 });
    expect(first.data.map((issue) => issue.title)).toEqual(['mine', 'n5']);
    expect(first.headers.link).toBe(
      `<${first.url.split('?')[0]}?state=all&per_page=2&page=2>; rel="next", <${first.url.split('?')[0]}?state=all&per_page=2&page=3>; rel="last"`,
    );
    const titles = async (query: object) =>
      (await octokit.paginate(octokit.rest.issues.listForRepo, { ...REPO, per_page: 1, ...query })).map((i) => i.title);
    expect(await titles({ direction: 'asc' })).toEqual(['n2', 'n3', 'n4', 'n5', 'mine']);
    expect(await titles({ labels: 'odd', creator: 'sallyport[bot]' })).toEqual(['n5', 'n3']);
    expect(await titles({ labels: 'odd', creator: 'app/sallyport', state: 'closed' })).toEqual(['n1']);
  });

  test.each([
    [
      'a body of 65,537 characters',
      { title: 't', body: 'x'.repeat(65_537) },
      { resource: 'Issue', code: 'custom', field: 'body' },
    ],
    ['a title of 257 characters', { title: 't'.repeat(257) }, { resource: 'Issue', code: 'custom', field: 'title' }],
    ['a blank title', { title: ' ' }, { resource: 'Issue', code: 'missing_field', field: 'title' }],
    ['labels that are no list', { title: 't', labels: 5 }, { resource: 'Issue', code: 'invalid', field: 'labels' }],
  ])('refuse %s', async (_, input, error) => {
    const { octokit } = await scene();
    const call = octokit.request('POST /repos/{owner}/{repo}/issues', { ...REPO, ...input } as never);
    expect(await refusal(call)).toMatchObject({ status: 422, message: 'Validation Failed', errors: [error] });
  });

  test('are gone for good when deleted, and absent where switched off', async () => {
    const { github, octokit } = await scene();
    const number = github.as('alice').openIssue('acme/infra', { title: 'x' });
    expect(() => github.as('alice').deleteIssue('acme/infra', number)).toThrow('no admin');
    github.as('olga').deleteIssue('acme/infra', number);
    const gone = octokit.rest.issues.update({ ...REPO, issue_number: number, title: 'y' });
    expect(await refusal(gone)).toMatchObject({ status: 410, message: 'This issue was deleted' });
    expect(github.as('alice').openIssue('acme/infra', { title: 'next' })).toBe(number + 1);
    github.addRepository({ fullName: 'acme/quiet', hasIssues: false });
    const refused = octokit.rest.issues.create({ owner: 'acme', repo: 'quiet', title: 'x' });
    expect(await refusal(refused)).toMatchObject({ status: 410, message: 'Issues are disabled for this repo' });
  });

  test('count characters, not UTF-16 units', async () => {
    const { octokit } = await scene();
    const { data } = await octokit.rest.issues.create({ ...REPO, title: 't', body: '🔴'.repeat(65_536) });
    expect([...data.body!]).toHaveLength(65_536);
  });
});

describe('comments', () => {
  test('are added, edited, reacted to and deleted', async () => {
    const { github, octokit } = await scene();
    const number = github.as('alice').openIssue('acme/infra', { title: 'x' });
    const { data: comment } = await octokit.rest.issues.createComment({ ...REPO, issue_number: number, body: 'one' });
    expect(comment).toMatchObject({ user: BOT, performed_via_github_app: { slug: 'sallyport' } });
    const target = { ...REPO, comment_id: comment.id };
    await octokit.rest.issues.updateComment({ ...target, body: 'two' });
    const first = await octokit.rest.reactions.createForIssueComment({ ...target, content: 'eyes' });
    const second = await octokit.rest.reactions.createForIssueComment({ ...target, content: 'eyes' });
    expect([first.status, second.status, first.data.id === second.data.id]).toEqual([201, 200, true]);
    const { data: listed } = await octokit.rest.issues.listComments({ ...REPO, issue_number: number });
    expect(listed).toMatchObject([{ body: 'two', reactions: { total_count: 1, eyes: 1 } }]);
    await octokit.rest.issues.deleteComment(target);
    expect((await octokit.rest.issues.listComments({ ...REPO, issue_number: number })).data).toEqual([]);
  });

  test('too long or blank are refused in GitHub’s words', async () => {
    const { github, octokit } = await scene();
    const issue_number = github.as('alice').openIssue('acme/infra', { title: 'x' });
    const say = (body: string) => refusal(octokit.rest.issues.createComment({ ...REPO, issue_number, body }));
    expect(await say('x'.repeat(65_537))).toMatchObject({
      status: 422,
      errors: [
        {
          resource: 'IssueComment',
          code: 'unprocessable',
          field: 'data',
          message: 'Body is too long (maximum is 65536 characters)',
        },
      ],
    });
    expect(await say(' \n')).toMatchObject({ status: 422 });
  });

  test('on a locked issue are for those with a role', async () => {
    const { github } = await scene();
    const number = github.as('alice').openIssue('acme/infra', { title: 'x' });
    github.as('alice').lockIssue('acme/infra', number);
    expect(() => github.as('mallory').comment('acme/infra', number, 'hi')).toThrow('locked');
    github.as('bob').comment('acme/infra', number, 'hi');
  });
});

describe('labels', () => {
  test('are unique whatever their case, and go from issues when deleted', async () => {
    const { octokit } = await scene();
    await octokit.rest.issues.createLabel({ ...REPO, name: 'severity: high', color: 'd93f0b', description: 'act' });
    expect(await refusal(octokit.rest.issues.createLabel({ ...REPO, name: 'Severity: High' }))).toMatchObject({
      status: 422,
      errors: [{ resource: 'Label', code: 'already_exists', field: 'name' }],
    });
    const issue = (await octokit.rest.issues.create({ ...REPO, title: 'x', labels: ['severity: high', 'new'] })).data;
    await octokit.rest.issues.updateLabel({ ...REPO, name: 'new', new_name: 'newer' });
    await octokit.rest.issues.deleteLabel({ ...REPO, name: 'severity: high' });
    const { data } = await octokit.rest.issues.listLabelsOnIssue({ ...REPO, issue_number: issue.number });
    expect(data.map((label) => label.name)).toEqual(['newer']);
    const missing = octokit.rest.issues.removeLabel({ ...REPO, issue_number: issue.number, name: 'gone' });
    expect(await refusal(missing)).toMatchObject({ status: 404, message: 'Label does not exist' });
  });
});

describe('limits and faults', () => {
  test('new content is limited by the minute; edits go on', async () => {
    const { octokit } = await scene({ limits: { contentPerMinute: 2 } });
    await octokit.rest.issues.create({ ...REPO, title: '1' });
    await octokit.rest.issues.createComment({ ...REPO, issue_number: 1, body: 'x' });
    const refused = await refusal(octokit.rest.issues.create({ ...REPO, title: '2' }));
    expect(refused).toMatchObject({ status: 403, message: expect.stringContaining('secondary rate limit') });
    expect(Number(refused.headers!['retry-after'])).toBeGreaterThan(0);
    await octokit.rest.issues.update({ ...REPO, issue_number: 1, title: 'still works' });
  });

  test('requests are counted, and refused when the hour is used up', async () => {
    let time = Date.now();
    const { octokit } = await scene({ limits: { requestsPerHour: 2 }, clock: () => new Date(time) });
    const { headers } = await octokit.rest.repos.get(REPO);
    expect([headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']]).toEqual(['2', '1']);
    await octokit.rest.repos.get(REPO);
    expect(await refusal(octokit.rest.repos.get(REPO))).toMatchObject({
      status: 403,
      message: expect.stringContaining('API rate limit exceeded'),
    });
    expect((await octokit.rest.rateLimit.get()).data.rate).toMatchObject({ limit: 2, remaining: 0 });
    time += 20 * 60_000;
    expect(await refusal(octokit.rest.repos.get(REPO))).toMatchObject({ status: 403 });
  });

  test('an ordered error is answered without doing the work', async () => {
    const { github, octokit } = await scene();
    github.fail({ kind: 'error', status: 502, method: 'POST', path: /\/issues$/, times: 2 });
    for (let i = 0; i < 2; i++)
      expect(await refusal(octokit.rest.issues.create({ ...REPO, title: 'x' }))).toMatchObject({ status: 502 });
    expect((await octokit.rest.issues.create({ ...REPO, title: 'x' })).data.number).toBe(1);
    github.fail({ kind: 'secondary-limit', retryAfter: 7 });
    expect(await refusal(octokit.rest.repos.get(REPO))).toMatchObject({ status: 403, headers: { 'retry-after': '7' } });
  });

  test('a lost response leaves the work done', async () => {
    const { github, octokit } = await scene();
    await octokit.rest.repos.get(REPO);
    github.fail({ kind: 'lost-response', method: 'POST', path: /\/issues$/ });
    expect(await refusal(octokit.rest.issues.create({ ...REPO, title: 'x' }))).toMatchObject({ status: 500 });
    expect(github.dump().repositories['acme/infra']!.issues).toMatchObject([{ number: 1, title: 'x' }]);
  });
});
