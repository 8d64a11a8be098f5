import { generateKeyPairSync } from 'node:crypto';
import nock from 'nock';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createGitHubApp, octokitClass, RateLimitError, readFileAt, repositoryFacts } from '../../src/github/index.ts';
import { createIssueTracker } from '../../src/github/issue-tracker.ts';
import { ACME, useGitHub } from './support.ts';

const { octokit, api } = useGitHub();
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

function recordedLog(level: string) {
  const lines: string[] = [];
  return { lines, log: pino({ level }, { write: (line: string) => void lines.push(line) }) };
}

describe('the app', () => {
  it('acts with the token of an installation, on an Enterprise Server as on github.com', async () => {
    const ghes = nock('https://github.acme.test/api/v3');
    ghes
      .get('/app')
      .reply(200, { slug: 'sallyport' })
      .get('/app/installations?per_page=100')
      .reply(200, [
        { id: 1, account: { login: 'acme' }, suspended_at: null },
        { id: 2, account: { login: 'other' }, suspended_at: '2026-01-01T00:00:00Z' },
      ])
      .post('/app/installations/1/access_tokens')
      .reply(201, {
        token: 'ghs_secret',
        expires_at: '2099-01-01T00:00:00Z',
        permissions: {},
        repository_selection: 'all',
      })
      .get('/installation/repositories?per_page=100')
      .matchHeader('authorization', 'token ghs_secret')
      .reply(200, { total_count: 1, repositories: [{ name: 'infra', owner: { login: 'acme' } }] });
    const { lines, log } = recordedLog('trace');
    const app = createGitHubApp({
      appId: 7,
      privateKey,
      log,
      baseUrl: 'https://github.acme.test/api/v3',
      throttle: false,
      retry: false,
    });
    expect([await app.slug(), await app.slug()]).toEqual(['sallyport', 'sallyport']);
    expect(await app.installations()).toEqual([
      { id: 1, owner: 'acme', suspended: false },
      { id: 2, owner: 'other', suspended: true },
    ]);
    expect(await app.repositories(1)).toEqual([{ owner: 'acme', repo: 'infra' }]);
    expect(lines.join('')).not.toContain('ghs_secret');
  });

  it('logs requests without what they carry', async () => {
    api.post('/repos/acme/infra/issues/7/comments').reply(201, {});
    const { lines, log } = recordedLog('debug');
    const Octokit = octokitClass({ throttle: false });
    const client = new Octokit({ auth: { token: 'test' }, log });
    await createIssueTracker(client, ACME).comment(7, 'the database is open to the world');
    expect(lines.join('')).toContain('/issues/7/comments - 201');
    expect(lines.join('')).not.toContain('open to the world');
  });
});

describe('limits and failures', () => {
  const SECONDARY = { message: 'You have exceeded a secondary rate limit' };
  const FACTS = { full_name: 'acme/infra', private: true, default_branch: 'main', archived: false, has_issues: true };

  /** Waits are scaled to nothing by the plugins' own options. */
  function impatient() {
    const Octokit = octokitClass();
    const noWait = { retryAfterBaseValue: 0 };
    return new Octokit({
      auth: { token: 'test' },
      throttle: { ...noWait, id: 'test' } as object,
      retry: noWait as object,
    });
  }

  it('a secondary limit is waited out', async () => {
    api
      .get('/repos/acme/infra')
      .reply(403, SECONDARY, { 'retry-after': '60' })
      .get('/repos/acme/infra')
      .reply(200, FACTS);
    expect(await repositoryFacts(impatient(), ACME)).toMatchObject({ visibility: 'private' });
  });

  it.each([403, 429])('a wait of an hour, asked for by a %i, is left to the queue', async (status) => {
    api.get('/repos/acme/infra').reply(status, SECONDARY, { 'retry-after': '3600' });
    await expect(repositoryFacts(impatient(), ACME)).rejects.toBeInstanceOf(RateLimitError);
  });

  it('a read is repeated after a 502', async () => {
    api.get('/repos/acme/infra').reply(502).get('/repos/acme/infra').reply(200, FACTS);
    expect(await repositoryFacts(impatient(), ACME)).toMatchObject({ defaultBranch: 'main' });
  });

  it('a creation is not: the first may have succeeded', async () => {
    api.post('/repos/acme/infra/issues').reply(502);
    const creating = createIssueTracker(impatient(), ACME).create({ title: 'T', body: 'B', labels: [] });
    await expect(creating).rejects.toMatchObject({ name: 'GitHubError', status: 502 });
  });
});

describe('a repository', () => {
  it.each([
    [{ private: true, visibility: 'private' }, 'private'],
    [{ private: true, visibility: 'internal' }, 'internal'],
    [{ private: false, visibility: 'public' }, 'public'],
    [{ private: true }, 'private'],
    [{ private: false }, 'public'],
  ])('%o', async (fields, visibility) => {
    api.get('/repos/acme/infra').reply(200, {
      ...{ full_name: 'acme/infra', default_branch: 'main', archived: false, has_issues: true },
      ...fields,
    });
    expect(await repositoryFacts(octokit, ACME)).toEqual({
      fullName: 'acme/infra',
      visibility,
      defaultBranch: 'main',
      archived: false,
      issuesEnabled: true,
    });
  });

  it('gives a file of a branch, or undefined', async () => {
    const file = { owner: 'acme', repo: '.github', path: '.github/sallyport.yml' };
    const path = '/repos/acme/.github/contents/.github%2Fsallyport.yml';
    api
      .get(path)
      .reply(200, { type: 'file', sha: 's', content: Buffer.from('accounts: []').toString('base64') })
      .get(`${path}?ref=b`)
      .reply(404, {});
    expect(await readFileAt(octokit, file)).toEqual({ text: 'accounts: []', sha: 's' });
    expect(await readFileAt(octokit, { ...file, ref: 'b' })).toBeUndefined();
  });
});
