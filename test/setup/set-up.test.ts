import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createStandIn, type StandIn } from '../../src/demo/stand-in/index.ts';
import { externalId } from '../../src/drift/index.ts';
import { ALWAYS_SENT } from '../../src/server/events.ts';
import { createService, readEnvironment } from '../../src/server/index.ts';
import { createApplication } from '../../src/setup/application.ts';
import { setUp, withCredentials } from '../../src/setup/index.ts';
import { manifestOf } from '../../src/setup/manifest.ts';

const APP_YAML = readFileSync('app.yml', 'utf8');
const CHOICES = { owner: 'acme', name: 'acme-sallyport', publicUrl: 'https://sallyport.example.com/' };

let github: StandIn;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-setup-'));
  const { publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  github = await createStandIn({
    app: { id: 1, slug: 'other', name: 'Other', publicKey, permissions: {}, events: [] },
    webhook: { secret: 'of no use any more' },
  });
});
afterEach(async () => {
  await github.stop();
  rmSync(folder, { recursive: true });
});

it('the manifest asks for what app.yml says and nothing more', () => {
  const file = parse(APP_YAML) as { default_permissions: object; default_events: string[] };
  expect(manifestOf(APP_YAML, CHOICES, 'http://localhost:3000/registered')).toEqual({
    name: 'acme-sallyport',
    url: expect.stringMatching(/^https:/),
    description: expect.any(String),
    public: false,
    hook_attributes: { url: 'https://sallyport.example.com/api/github/webhooks', active: true },
    redirect_url: 'http://localhost:3000/registered',
    default_permissions: file.default_permissions,
    default_events: file.default_events,
  });
  expect(file.default_events.filter((event) => (ALWAYS_SENT as readonly string[]).includes(event))).toEqual([]);
});

/** What the page's button sends, as a browser would read it from the page. */
function formOf(page: string): { readonly action: string; readonly manifest: string } {
  const textOf = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  return {
    action: textOf(/<form action="([^"]+)" method="post">/.exec(page)![1]!),
    manifest: textOf(/name="manifest" value="([^"]+)"/.exec(page)![1]!),
  };
}

it('a person registers the app, and the service starts as that app', async () => {
  const lines: string[] = [];
  const path = join(folder, 'app.env');
  const listening = Promise.withResolvers<string>();
  const print = (line: string) => {
    lines.push(line);
    const url = /http:\/\/localhost:\d+\//.exec(line)?.[0];
    if (url) listening.resolve(url);
  };
  const finished = setUp({ path, port: 0, apiUrl: github.url, print });
  const url = (await listening.promise).replace('localhost', '127.0.0.1');

  expect(await (await fetch(url)).text()).toContain('<form action="/review">');
  const page = await fetch(`${url}review?${new URLSearchParams(CHOICES)}`);
  const { action, manifest } = formOf(await page.text());
  const agreed = await fetch(action, {
    method: 'POST',
    body: new URLSearchParams({ manifest }),
    redirect: 'manual',
  });
  const last = await fetch(agreed.headers.get('location')!);
  const text = await last.text();
  await finished;

  const environment = readEnvironment({
    ...withCredentials({}, path),
    ...{ GITHUB_API_URL: github.url, GITHUB_THROTTLE: 'off', HOST: '127.0.0.1', PORT: '0' },
  });
  const id = externalId(environment.secret, 'acme');
  for (const said of [text, lines.join('\n')]) {
    expect(said).toContain(id);
    expect(said).toContain('/apps/acme-sallyport/installations/new');
    for (const secret of [environment.secret, environment.webhookSecrets[0], 'PRIVATE KEY'])
      expect(said).not.toContain(secret);
  }

  // The key signs the app's tokens and the secret its webhooks: GitHub and the service understand each other.
  const service = await createService(environment, { inMemory: true, log: pino({ level: 'silent' }) });
  await service.start();
  github.setWebhookUrl(`http://127.0.0.1:${service.port}/api/github/webhooks`);
  github.addRepository({ fullName: 'acme/.github' });
  github.install('olga', 'acme');
  await github.settled();
  await service.idle();
  await service.stop();
  expect(github.deliveries().map(({ event, statusCode }) => [event, statusCode])).toEqual([['installation', 202]]);
});

describe('the pages', () => {
  const pages = () => createApplication({ appYaml: APP_YAML, apiUrl: github.url, keep: () => ['never'] });
  const get = (path: string, host = 'localhost:3000') => pages().request(path, { headers: { host } });

  it.each([
    [{ ...CHOICES, owner: 'acme/../evil' }, 'owner'],
    [{ ...CHOICES, publicUrl: 'javascript:alert(1)' }, 'publicUrl'],
    [{ ...CHOICES, name: 'x'.repeat(35) }, 'name'],
  ])('refuse %j', async (choices, field) => {
    const answer = await get(`/review?${new URLSearchParams(choices)}`);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(field)]);
  });

  it('show names as text', async () => {
    const answer = await get(`/review?${new URLSearchParams({ ...CHOICES, name: '<script>"' })}`);
    expect(await answer.text()).not.toContain('<script>');
  });

  it.each(['/registered', '/registered?code=1', '/registered?code=1&state=2'])(
    'believe no answer that was not asked for: %s',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('state');
    },
  );

  it('answer to no name but this machine’s own', async () => {
    expect((await get('/', 'rebound.example.com')).status).toBe(421);
    expect((await get('/', '127.0.0.1:3000')).status).toBe(200);
  });

  it('say what to do about a code that is used up, and keep nothing', async () => {
    const application = pages();
    const asked = await application.request(`/review?${new URLSearchParams(CHOICES)}`, {
      headers: { host: 'localhost' },
    });
    const state = new URL(formOf(await asked.text()).action).searchParams.get('state')!;
    const answer = await application.request(`/registered?code=used&state=${state}`, {
      headers: { host: 'localhost' },
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('GitHub answered 404');
    expect(existsSync(join(folder, 'app.env'))).toBe(false);
  });
});
