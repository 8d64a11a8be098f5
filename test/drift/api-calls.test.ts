import { afterAll, expect, it } from 'vitest';
import { scanRegion } from '../../src/drift/index.ts';
import type { Finding } from '../../src/findings/index.ts';
import { createIssueTracker, octokitClass } from '../../src/github/index.ts';
import { openStore } from '../../src/store/index.ts';
import { ACCOUNT, CONFIG, findingOf, REGION, RENDER, SEAL, snapshotOf } from './estate.ts';

const BOT = { login: 'sallyport[bot]' };

/** GitHub's issues of one repository, as far as a tracker asks for them, and the log of what it asked. */
function fakeGitHub() {
  const calls: string[] = [];
  const issues: Record<string, unknown>[] = [];
  let changes = 0;
  const touch = () => ({ updated_at: new Date(Date.UTC(2026, 0, 1) + 1_000 * ++changes).toISOString() });
  const byChange = () => issues.toSorted((a, b) => (String(a['updated_at']) < String(b['updated_at']) ? 1 : -1));
  const answer = (path: string, method: string, query: URLSearchParams, body: Record<string, unknown>): unknown => {
    const [, number, comments] = /\/issues(?:\/(\d+))?(\/comments)?$/.exec(path) ?? [];
    if (path.endsWith('/labels')) return [];
    if (comments) return Object.assign(issues[Number(number) - 1]!, touch());
    if (method === 'GET') {
      const size = Number(query.get('per_page'));
      const from = (Number(query.get('page') ?? 1) - 1) * size;
      return byChange().slice(from, from + size);
    }
    if (number !== undefined) return Object.assign(issues[Number(number) - 1]!, body, touch());
    const made = {
      number: issues.length + 1,
      state: 'open',
      user: BOT,
      locked: false,
      created_at: '2026-01-01T00:00:00Z',
    };
    issues.push({ ...made, ...body, ...touch() });
    return issues.at(-1);
  };
  const fetch = async (url: string, { method, body }: { method: string; body?: string }) => {
    const { pathname, searchParams } = new URL(url);
    calls.push(`${method} ${pathname.replace(/\d+/g, 'N')}`);
    const page = Number(searchParams.get('page') ?? 1);
    const data = answer(pathname, method, searchParams, body === undefined ? {} : JSON.parse(body));
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    const isLast = method !== 'GET' || page * Number(searchParams.get('per_page')) >= issues.length;
    const headers = { 'content-type': 'application/json', ...(!isLast && { link: `<${next}>; rel="next"` }) };
    return new Response(JSON.stringify(data), { headers });
  };
  const Octokit = octokitClass({ throttle: false, retry: false });
  const octokit = new Octokit({ auth: { token: 'test' }, request: { fetch } });
  return { issues: createIssueTracker(octokit, { owner: 'acme', repo: 'infra', appSlug: 'sallyport' }), calls };
}

const store = await openStore({});
afterAll(() => store.close());

it('keeps 1,000 issues of 5,000 findings true by what changed and the edits that are needed', async () => {
  const { issues, calls } = fakeGitHub();
  let now = Date.UTC(2026, 0, 1);
  const tracker = {
    ...{ store, issues, repository: 'acme/infra', render: RENDER, seal: SEAL },
    config: { ...CONFIG, maxNewPerScan: 1_000 },
    clock: () => new Date(now),
  };
  const scan = async (findings: readonly Finding[]) => {
    calls.length = 0;
    now += 10 * 60_000;
    await scanRegion({
      ...{ account: ACCOUNT, region: REGION, keep: 1, snapshots: store.snapshots('acme') },
      destinations: async (found) => [{ tracker, findings: found }],
      collect: async () => snapshotOf([]),
      analyse: () => ({ findings, gauges: [] }),
      together: async (snapshot) => ({ regions: [snapshot] }),
    });
    return Object.fromEntries(
      Object.entries(Object.groupBy(calls, (call) => call)).map(([call, all]) => [call, all?.length]),
    );
  };
  const LIST = 'GET /repos/acme/infra/issues';
  const CREATE = 'POST /repos/acme/infra/issues';
  const EDIT = 'PATCH /repos/acme/infra/issues/N';
  const COMMENT = 'POST /repos/acme/infra/issues/N/comments';
  const estate = Array.from({ length: 5_000 }, (_, index) => findingOf(`sg-${String(index).padStart(5, '0')}`)).map(
    (finding, index): Finding => (index < 1_000 ? finding : { ...finding, severity: 'info' }),
  );

  // Nothing there before; nothing but what was made, and the overview links it.
  expect(await scan(estate)).toEqual({ [LIST]: 2, [CREATE]: 1_001, [EDIT]: 1 });
  // The overview alone: its marker tells when the last scan was.
  expect(await scan(estate)).toMatchObject({ [LIST]: 1, [EDIT]: 1 });
  // Three are fixed: an edit and a comment each, and the overview; none of the closed ones is asked about.
  const fixed = { [LIST]: 1, [EDIT]: 4, [COMMENT]: 3 };
  expect(await scan(estate.slice(3))).toEqual(fixed);
  // The comments moved the three to the front: a second page shows that nothing else changed.
  expect(await scan(estate.slice(3))).toEqual({ [LIST]: 2, [EDIT]: 1 });
  // All are looked at once an hour.
  now += 60 * 60_000;
  expect(await scan(estate.slice(3))).toEqual({ [LIST]: 11, [EDIT]: 1 });
}, 60_000);
