import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStandIn, type StandIn } from '../../src/demo/stand-in/index.ts';
import { ForbiddenError, GitHubError } from '../../src/github/index.ts';
import { effectiveConfiguration } from '../../src/server/effective.ts';
import { EVENTS } from '../../src/server/events.ts';
import { DegradedError } from '../../src/server/health.ts';
import { gitHubCheck } from '../../src/server/health-github.ts';
import { createLog, readEnvironment } from '../../src/server/index.ts';
import { createService, type Service } from '../../src/server/wire.ts';
import { liveAccount } from './live-account.ts';
import { environment } from './support.ts';

let github: StandIn;
let service: Service;
const lines: string[] = [];

const CONFIG = `accounts: [{ id: "123456789012", name: prod, regions: [us-east-1], issues: acme/infra }]`;

beforeAll(async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const secret = 'a webhook secret of this test only';
  github = await createStandIn({
    app: {
      ...{ id: 4711, slug: 'sallyport', name: 'Sallyport', publicKey, events: Object.keys(EVENTS) },
      permissions: { contents: 'read', issues: 'write', pull_requests: 'write', checks: 'write', members: 'read' },
    },
    webhook: { secret },
  });
  const environment = readEnvironment({
    ...{ PORT: '0', HOST: '127.0.0.1', APP_ID: '4711', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret },
    ...{ SALLYPORT_SECRET: 'a key of this test for external ids', GITHUB_API_URL: github.url },
    GITHUB_THROTTLE: 'off',
  });
  service = await createService(environment, {
    collect: async () => liveAccount(['0.0.0.0/0'], new Date().toISOString()),
    log: createLog({ ...environment, logLevel: 'debug' }, { write: (line: string) => void lines.push(line) }),
    inMemory: true,
  });
  await service.start();
  github.setWebhookUrl(`${url()}/api/github/webhooks`);
  github.addRepository({ fullName: 'acme/.github', files: { '.github/sallyport.yml': CONFIG } });
  github.addRepository({ fullName: 'acme/infra' });
  github.install('olga', 'acme');
  await github.settled();
  await service.idle();
});
afterAll(async () => {
  await service.stop();
  await github.stop();
});

const url = () => `http://127.0.0.1:${service.port}`;
const metrics = async () => (await fetch(`${url()}/metrics`)).text();
/** The value of a line of the metrics. */
const figure = (text: string, line: string) =>
  Number(
    text
      .split('\n')
      .find((each) => each.startsWith(`${line} `))
      ?.split(' ')[1],
  );

describe('the figures', () => {
  it('tell of webhooks, their lag, jobs, scans and findings', async () => {
    const text = await metrics();
    expect(figure(text, 'sallyport_webhooks_total{status="202"}')).toBeGreaterThanOrEqual(1);
    expect(figure(text, 'sallyport_webhook_lag_seconds_count')).toBe(1);
    expect(
      figure(text, 'sallyport_scans_total{outcome="complete"}') +
        (figure(text, 'sallyport_scans_total{outcome="partial"}') || 0),
    ).toBeGreaterThanOrEqual(1);
    expect(figure(text, 'sallyport_job_duration_seconds_count{queue="deliveries",outcome="done"}')).toBe(1);
    expect(figure(text, 'sallyport_job_duration_seconds_count{queue="scan",outcome="done"}')).toBeGreaterThanOrEqual(1);
    expect(figure(text, 'sallyport_jobs_waiting{queue="scan"}')).toBe(0);
    expect(figure(text, 'sallyport_jobs_given_up{queue="scan"}')).toBe(0);
    const open = ['critical', 'high', 'medium', 'low', 'info'].map((severity) =>
      figure(text, `sallyport_findings{severity="${severity}"}`),
    );
    expect(open.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(1);
  });

  it('tell of every request to GitHub by its status', async () => {
    const text = await metrics();
    expect(figure(text, 'sallyport_api_call_duration_seconds_count{api="github",status="200"}')).toBeGreaterThanOrEqual(
      3,
    );
    expect(figure(text, 'sallyport_api_call_duration_seconds_count{api="github",status="201"}')).toBeGreaterThanOrEqual(
      2,
    );
  });
});

it('a webhook’s id is on every line of the log up to the last call to GitHub that it leads to', () => {
  const guid = github.deliveries().find(({ event }) => event === 'installation')!.guid;
  const said = lines.map(
    (line) =>
      JSON.parse(line) as { correlation?: string; msg: string; path?: string; method?: string; status?: number },
  );
  const mine = said.filter(({ correlation }) => correlation === guid);
  expect(mine.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['webhook kept', 'scanned', 'API call']));
  expect(mine).toContainEqual(
    expect.objectContaining({ msg: 'API call', method: 'POST', path: '/repos/acme/infra/issues', status: 201 }),
  );
});

describe('/readyz', () => {
  const ready = async () => {
    const response = await fetch(`${url()}/readyz`);
    return [response.status, await response.json()];
  };
  it('asks database, queue and GitHub', async () => {
    expect(await ready()).toEqual([200, { ready: true, failed: [] }]);
  });
});

describe('asking GitHub', () => {
  it.each([
    [new ForbiddenError('no', 401, undefined), ForbiddenError],
    [new GitHubError('later', 502, undefined), DegradedError],
    [new TypeError('fetch failed'), DegradedError],
  ])('%s means %o', async (answer, expected) => {
    const check = gitHubCheck({ installations: () => Promise.reject(answer) }, () => new Date(0));
    await expect(check()).rejects.toBeInstanceOf(expected);
  });

  it('is done once a minute, however often it is probed', async () => {
    let asked = 0;
    let now = 0;
    const check = gitHubCheck({ installations: () => Promise.resolve(asked++ < 0 ? [] : []) }, () => new Date(now));
    await Promise.all([check(), check()]);
    now = 59_999;
    await check();
    expect(asked).toBe(1);
    now = 60_000;
    await check();
    expect(asked).toBe(2);
  });
});

it('the table of settings shows what is effective, and no secret', () => {
  const settings = environment({
    DATABASE_URL: 'postgres://sallyport:hunter22@db:5433/sallyport?password=hunter22',
    WEBHOOK_SECRET_PREVIOUS: 'y'.repeat(16),
  });
  const shown = JSON.stringify(effectiveConfiguration(settings));
  for (const secret of ['hunter22', settings.secret, ...settings.webhookSecrets, settings.privateKey.slice(30, 60)])
    expect(shown).not.toContain(secret);
  expect(effectiveConfiguration(settings)).toMatchObject({
    database: 'postgres://sallyport@db:5433/sallyport',
    'webhook secret': 'set, and the previous one',
    'GitHub API': 'https://api.github.com',
    workers: 'on',
  });
});
