import { expect, it } from 'vitest';
import { createBudget } from '../../src/github/budget.ts';
import { askConditionally, createAnswerCache } from '../../src/github/conditional.ts';
import { missedDeliveries, redeliver } from '../../src/github/hook-deliveries.ts';
import { createIssueTracker, octokitClass, readFileAt } from '../../src/github/index.ts';
import { pace } from '../../src/github/pace.ts';
import { ACME, useGitHub } from './support.ts';

const { octokit: shared, api } = useGitHub();
const client = () => new (octokitClass({ throttle: false, retry: false }))({ auth: { token: 'test' } });
const FILE = { owner: 'acme', repo: '.github', path: '.github/sallyport.yml' };
const path = '/repos/acme/.github/contents/.github%2Fsallyport.yml';
const content = (text: string) => ({ type: 'file', sha: 's', content: Buffer.from(text).toString('base64') });

it('reads again only what changed, also with a client made anew', async () => {
  const cache = createAnswerCache();
  const [first, second] = [client(), client()];
  for (const octokit of [first, second]) askConditionally(octokit, cache);
  api.get(path).reply(200, content('one'), { etag: '"1"' });
  expect(await readFileAt(first, FILE)).toMatchObject({ text: 'one' });
  api.get(path).matchHeader('if-none-match', '"1"').reply(304);
  expect(await readFileAt(second, FILE)).toMatchObject({ text: 'one' });
  api.get(path).matchHeader('if-none-match', '"1"').reply(200, content('two'), { etag: '"2"' });
  expect(await readFileAt(second, FILE)).toMatchObject({ text: 'two' });
  api.get(path).matchHeader('if-none-match', '"2"').reply(404, {});
  expect(await readFileAt(second, FILE)).toBeUndefined();
});

it('keeps the pages of a list apart, links included', async () => {
  const octokit = client();
  askConditionally(octokit, createAnswerCache());
  const first = () => api.get('/repos/acme/infra/issues').query(({ page }) => page === undefined);
  const second = () => api.get('/repos/acme/infra/issues').query({ page: '2' });
  const issue = (number: number) => ({
    ...{ number, title: 't', body: 'b', state: 'open', labels: [], created_at: '2026-01-01T00:00:00Z', locked: false },
    user: { login: 'sallyport[bot]' },
  });
  const link = '<https://api.github.com/repos/acme/infra/issues?page=2>; rel="next"';
  const tracker = createIssueTracker(octokit, ACME);
  first().reply(200, [issue(1)], { etag: '"a"', link });
  second().reply(200, [issue(2)], { etag: '"b"' });
  expect((await tracker.list()).map(({ number }) => number)).toEqual([1, 2]);
  first().matchHeader('if-none-match', '"a"').reply(304);
  second()
    .matchHeader('if-none-match', '"b"')
    .reply(200, [issue(2), issue(3)], { etag: '"c"' });
  expect((await tracker.list()).map(({ number }) => number)).toEqual([1, 2, 3]);
});

it('forgets the longest unused answer when there are too many', () => {
  const cache = createAnswerCache(40);
  const answer = (data: string) => ({ data, headers: { etag: data }, status: 200, url: '' }) as never;
  for (const key of ['a', 'b', 'c', 'd']) cache.set(key, answer('12345678'));
  cache.get('a');
  cache.set('e', answer('12345678'));
  expect(['a', 'b', 'c', 'd', 'e'].filter((key) => cache.get(key))).toEqual(['a', 'c', 'd', 'e']);
  cache.set('f', answer('x'.repeat(30)));
  expect(cache.get('f')).toBeUndefined();
});

it('makes new issues and comments wait for the budget, and edits and reads not', async () => {
  const octokit = client();
  const taken: string[] = [];
  const budget = createBudget();
  pace(octokit, {
    take: async (lane) => {
      taken.push(lane);
      await budget.take(lane);
    },
  });
  const tracker = createIssueTracker(octokit, { ...ACME, owner: 'Acme' });
  const answer = { number: 1, title: '', labels: [], state: 'open', created_at: '', locked: false };
  api.post('/repos/Acme/infra/issues').reply(201, answer).patch('/repos/Acme/infra/issues/1').reply(200, answer);
  api.post('/repos/Acme/infra/issues/1/comments').reply(201, {});
  await tracker.create({ title: 'T', body: 'B', labels: [] });
  await tracker.update(1, { body: 'C' });
  await tracker.comment(1, 'D');
  expect(taken).toEqual(['acme/infra', 'acme/infra']);
});

it('finds the webhooks that no attempt brought, as far back as asked, and has them sent again', async () => {
  const at = (id: number, guid: string, status: number, minute: number) => ({
    ...{ id, guid, status_code: status, event: 'issues', action: 'closed', redelivery: false },
    delivered_at: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
  });
  const page = 'https://api.github.com/app/hook/deliveries?per_page=100&cursor=v1_9';
  api
    .get('/app/hook/deliveries?per_page=100')
    .reply(200, [at(15, 'never', 502, 50), at(14, 'healed', 202, 40), at(13, 'new', 504, 30)], {
      link: `<${page}>; rel="next"`,
    })
    .get('/app/hook/deliveries?per_page=100&cursor=v1_9')
    .reply(200, [at(9, 'healed', 502, 20), at(8, 'never', 502, 19), at(7, 'old', 502, 5)], {
      link: `<${page}0>; rel="next"`,
    });
  expect(await missedDeliveries(shared, new Date(Date.UTC(2026, 0, 1, 0, 10)))).toEqual([
    { id: 13, guid: 'new', event: 'issues', action: 'closed', attempts: 1 },
    { id: 15, guid: 'never', event: 'issues', action: 'closed', attempts: 2 },
  ]);
  api.post('/app/hook/deliveries/13/attempts').reply(202, {});
  await redeliver(shared, 13);
});

it('opens an issue without assignees where GitHub does not take them', async () => {
  const answer = { number: 1, title: 'T', labels: [], state: 'open', created_at: '', locked: false };
  api
    .post('/repos/acme/infra/issues', { title: 'T', body: 'B', labels: [], assignees: ['gone'] })
    .reply(422, { message: 'Validation Failed' })
    .post('/repos/acme/infra/issues', { title: 'T', body: 'B', labels: [] })
    .reply(201, answer);
  const issue = { title: 'T', body: 'B', labels: [], assignees: ['gone'] };
  expect(await createIssueTracker(client(), ACME).create(issue)).toMatchObject({ number: 1 });
});
