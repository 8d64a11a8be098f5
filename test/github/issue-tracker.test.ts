import { describe, expect, it } from 'vitest';
import { createIssueTracker, ForbiddenError, NotFoundError, RejectedError } from '../../src/github/index.ts';
import { ACME, BOT, PERSON, useGitHub } from './support.ts';

const { octokit, api } = useGitHub();
const LIST = '/repos/acme/infra/issues?state=all&creator=sallyport%5Bbot%5D&sort=created&direction=asc&per_page=100';

function issue(number: number, fields: object = {}) {
  return {
    number,
    title: `Finding ${number}`,
    body: 'text',
    state: 'open',
    labels: [{ name: 'sallyport' }, 'severity: high'],
    created_at: '2026-03-01T00:00:00Z',
    updated_at: '2026-03-02T00:00:00Z',
    locked: false,
    user: BOT,
    repository_url: 'https://api.github.com/repos/Acme/infra',
    closed_by: null,
    ...fields,
  };
}

describe('the issues of a repository', () => {
  it('are read from every page, and only those the app itself wrote', async () => {
    api
      .get(LIST)
      .reply(
        200,
        [
          issue(1),
          issue(2, { user: PERSON, body: '<!-- copied marker -->' }),
          issue(3, { pull_request: { url: 'x' } }),
          issue(4, { performed_via_github_app: { slug: 'other' } }),
        ],
        { link: `<https://api.github.com${LIST}&page=2>; rel="next"` },
      )
      .get(`${LIST}&page=2`)
      .reply(200, [issue(5, { body: null, locked: true }), issue(6, { user: null })]);
    const issues = await createIssueTracker(octokit, ACME).list();
    expect(issues).toEqual([
      {
        number: 1,
        title: 'Finding 1',
        body: 'text',
        state: 'open',
        labels: ['sallyport', 'severity: high'],
        createdAt: '2026-03-01T00:00:00Z',
        updatedAt: '2026-03-02T00:00:00Z',
        locked: false,
      },
      expect.objectContaining({ number: 5, body: '', locked: true }),
    ]);
  });

  it('say who closed them, where the list does', async () => {
    const closed = { state: 'closed' };
    api
      .get(LIST)
      .reply(200, [
        issue(1, { ...closed, closed_by: BOT }),
        issue(2, { ...closed, closed_by: PERSON }),
        issue(3, { ...closed, closed_by: undefined }),
      ]);
    const issues = await createIssueTracker(octokit, ACME).list();
    expect(issues.map(({ closedBy }) => closedBy)).toEqual(['app', 'person', undefined]);
  });

  it('come page by page, what changed last first, and no page is asked for that is not wanted', async () => {
    const newest = LIST.replace('sort=created&direction=asc&per_page=100', 'sort=updated&direction=desc&per_page=2');
    api
      .get(newest)
      .reply(200, [issue(4), issue(2, { user: PERSON })], {
        link: `<https://api.github.com${newest}&page=2>; rel="next"`,
      })
      .get(`${newest}&page=2`)
      .reply(200, [issue(1)], { link: `<https://api.github.com${newest}&page=3>; rel="next"` });
    const pages: number[][] = [];
    for await (const page of createIssueTracker(octokit, ACME).pages(2)) {
      pages.push(page.map(({ number }) => number));
      if (pages.length === 2) break;
    }
    expect(pages).toEqual([[4], [1]]);
  });

  it.each([
    ['is there', issue(7), 7],
    ['was written by somebody else', issue(7, { user: PERSON }), undefined],
    ['moved to another repository', issue(7, { repository_url: 'https://api.github.com/repos/acme/web' }), undefined],
    ['moved and got another number there', issue(12), undefined],
    ['was deleted', undefined, undefined],
  ])('are asked for by number: one that %s', async (_what, answer, found) => {
    api.get('/repos/acme/infra/issues/7').reply(answer ? 200 : 410, answer ?? {});
    expect((await createIssueTracker(octokit, ACME).get(7))?.number).toBe(found);
  });

  it('keep line ends as the app wrote them', async () => {
    api.get(LIST).reply(200, [issue(1, { body: 'a\r\nb' })]);
    expect((await createIssueTracker(octokit, ACME).list())[0]?.body).toBe('a\nb');
  });
});

describe('writing', () => {
  it('creates the labels that are missing, coloured, once', async () => {
    api
      .get('/repos/acme/infra/labels?per_page=100')
      .reply(200, [{ name: 'Sallyport' }])
      .post('/repos/acme/infra/labels', { name: 'severity: critical', color: 'b60205' })
      .reply(201, {})
      .post('/repos/acme/infra/labels', { name: 'account: prod', color: 'bfd4f2' })
      .reply(422, { message: 'already_exists' })
      .post('/repos/acme/infra/issues', {
        title: 'T',
        body: 'B',
        labels: ['sallyport', 'severity: critical', 'account: prod'],
      })
      .reply(201, issue(7))
      .post('/repos/acme/infra/issues', { title: 'U', body: 'B', labels: ['severity: critical'] })
      .reply(201, issue(8));
    const tracker = createIssueTracker(octokit, ACME);
    const first = await tracker.create({
      title: 'T',
      body: 'B',
      labels: ['sallyport', 'severity: critical', 'account: prod'],
    });
    const second = await tracker.create({ title: 'U', body: 'B', labels: ['severity: critical'] });
    expect([first.number, second.number]).toEqual([7, 8]);
  });

  it('is refused where the issue was moved: other readers may be there', async () => {
    const location = 'https://api.github.com/repositories/12/issues/3';
    api
      .patch('/repos/acme/infra/issues/7')
      .reply(301, { message: 'Moved Permanently', url: location }, { location })
      .post('/repos/acme/infra/issues/7/comments')
      .reply(301, { message: 'Moved Permanently', url: location }, { location });
    const tracker = createIssueTracker(octokit, ACME);
    const refused = { status: 410, message: expect.stringContaining('acme/infra#7') };
    await expect(tracker.update(7, { title: 'T' })).rejects.toMatchObject(refused);
    await expect(tracker.comment(7, 'text')).rejects.toMatchObject(refused);
  });

  it('sends only what changes', async () => {
    api
      .patch('/repos/acme/infra/issues/7', { state: 'closed', state_reason: 'completed' })
      .reply(200, issue(7, { state: 'closed', closed_by: BOT }))
      .post('/repos/acme/infra/issues/7/comments', { body: 'gone' })
      .reply(201, {});
    const tracker = createIssueTracker(octokit, ACME);
    const updated = await tracker.update(7, { state: 'closed', stateReason: 'completed' });
    await tracker.comment(7, 'gone');
    expect(updated).toMatchObject({ state: 'closed', closedBy: 'app' });
  });

  it.each([
    [410, NotFoundError, 'issues are enabled'],
    [404, NotFoundError, 'the app is installed there'],
    [403, ForbiddenError, 'permissions'],
    [422, RejectedError, 'comment on acme/infra#7'],
  ])('turns a %i into an error that says what to do', async (status, type, text) => {
    api.post('/repos/acme/infra/issues/7/comments').reply(status, { message: 'no' });
    const failure = createIssueTracker(octokit, ACME).comment(7, 'x');
    await expect(failure).rejects.toBeInstanceOf(type);
    await expect(failure).rejects.toThrow(text);
  });
});
