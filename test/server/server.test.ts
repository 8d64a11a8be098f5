import { request as httpRequest, type RequestOptions } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer, type SallyportServer, type ServerOptions } from '../../src/server/index.ts';
import { environment, memoryDeliveries, PREVIOUS_SECRET, recordedLog, sign } from './support.ts';

let server: SallyportServer;
let kept: ReturnType<typeof memoryDeliveries>['kept'];
let lines: string[];

async function start(options: Partial<ServerOptions> = {}): Promise<void> {
  const memory = memoryDeliveries();
  const recorded = recordedLog();
  ({ kept } = memory);
  ({ lines } = recorded);
  server = createServer({
    environment: environment({ WEBHOOK_SECRET_PREVIOUS: PREVIOUS_SECRET }),
    deliveries: memory.deliveries,
    log: recorded.log,
    ...options,
  });
  await server.start();
}

beforeEach(() => start());
afterEach(() => server.stop());

const PAYLOAD = {
  action: 'opened',
  number: 5,
  installation: { id: 11 },
  repository: { name: 'infra', owner: { login: 'acme' }, description: 'db is open' },
};
const BODY = JSON.stringify(PAYLOAD);

function headers(body: string, more: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  const all = {
    'content-type': 'application/json',
    'x-github-event': 'pull_request',
    'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    'x-hub-signature-256': sign(body),
    ...more,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function url(path: string): string {
  return `http://127.0.0.1:${server.port}${path}`;
}

async function deliver(body = BODY, more: Readonly<Record<string, string | undefined>> = {}): Promise<number> {
  const response = await fetch(url('/api/github/webhooks'), { method: 'POST', body, headers: headers(body, more) });
  await response.arrayBuffer();
  return response.status;
}

describe('a webhook', () => {
  it('is kept whole before it is acknowledged', async () => {
    expect(await deliver()).toBe(202);
    expect([...kept]).toEqual([
      ['72d3162e-cc78-11e3-81ab-4c9367dc0958', { event: 'pull_request', payload: JSON.parse(BODY) }],
    ]);
  });

  it('is kept once, however often it is delivered', async () => {
    expect([await deliver(), await deliver()]).toEqual([202, 202]);
    expect(kept.size).toBe(1);
  });

  it('may still be signed with the previous secret while the secret is being changed', async () => {
    expect(await deliver(BODY, { 'x-hub-signature-256': sign(BODY, PREVIOUS_SECRET) })).toBe(202);
    expect(kept.size).toBe(1);
  });

  it.each<[what: string, status: number, headers: Record<string, string | undefined>]>([
    ['no signature', 401, { 'x-hub-signature-256': undefined }],
    ['a wrong signature', 401, { 'x-hub-signature-256': sign(BODY, 'some other secret') }],
    ["Probot's well-known secret", 401, { 'x-hub-signature-256': sign(BODY, 'development') }],
    ['an empty secret', 401, { 'x-hub-signature-256': sign(BODY, '') }],
    ['the signature of another body', 401, { 'x-hub-signature-256': sign(`${BODY} `) }],
    ['a truncated signature', 401, { 'x-hub-signature-256': sign(BODY).slice(0, -2) }],
    ['only the old kind of signature', 401, { 'x-hub-signature-256': undefined, 'x-hub-signature': 'sha1=00' }],
    ['no delivery id', 400, { 'x-github-delivery': undefined }],
    ['a strange delivery id', 400, { 'x-github-delivery': 'a b' }],
    ['no event', 400, { 'x-github-event': undefined }],
    ['a form', 415, { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('with %s is answered %i and not kept', async (_what, status, more) => {
    expect(await deliver(BODY, more)).toBe(status);
    expect(kept.size).toBe(0);
  });

  it.each(['{', '7', 'null', ''])('that is no JSON object, %j, is refused after its signature', async (body) => {
    expect(await deliver(body)).toBe(400);
    expect(await deliver(body, { 'x-hub-signature-256': sign('other') })).toBe(401);
    expect(kept.size).toBe(0);
  });

  it('that is not of the form GitHub documents is refused', async () => {
    expect(await deliver('{"action": "opened"}')).toBe(400);
    expect(kept.size).toBe(0);
  });

  it('that asks for nothing is acknowledged and forgotten', async () => {
    expect(await deliver(BODY, { 'x-github-event': 'ping' })).toBe(202);
    expect(await deliver(JSON.stringify({ ...PAYLOAD, action: 'labeled' }))).toBe(202);
    const comment = { id: 1, body: 'nice', user: { login: 'octocat' } };
    const remark = JSON.stringify({ ...PAYLOAD, action: 'created', issue: { number: 5 }, comment });
    expect(await deliver(remark, { 'x-github-event': 'issue_comment' })).toBe(202);
    expect(await deliver(BODY, { 'x-github-event': 'constructor' })).toBe(202);
    expect(kept.size).toBe(0);
  });

  it('is not acknowledged when it could not be kept', async () => {
    await server.stop();
    const failure = Object.assign(new Error('database is gone'), { where: `JSON data: ${BODY}` });
    await start({ deliveries: { accept: () => Promise.reject(failure) } });
    expect(await deliver()).toBe(503);
    expect(lines.join('')).toContain('database is gone');
    expect(lines.join('')).not.toContain('db is open');
  });

  it('is nowhere in the log, refused or not', async () => {
    await deliver();
    await deliver(BODY, { 'x-hub-signature-256': sign('other') });
    await deliver('{"description": "db is open"');
    await deliver('{"action": "opened", "number": "db is open"}');
    const log = lines.join('');
    expect(log).toContain('72d3162e');
    expect(log).toContain('without a valid signature');
    expect(log).not.toContain('db is open');
    expect(log).not.toContain(sign(BODY));
  });

  it('only comes by POST', async () => {
    const response = await fetch(url('/api/github/webhooks'));
    expect(response.status).toBe(405);
  });
});

describe('a body over 25 MB', () => {
  /** Speaks HTTP by hand, since `fetch` would insist on sending all of it. */
  function send(
    options: RequestOptions,
    body: (write: (chunk: Buffer) => boolean) => void,
  ): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(url('/api/github/webhooks'), { method: 'POST', ...options }, (response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      request.on('error', reject);
      body((chunk) => request.write(chunk));
    });
  }

  it('is refused by its declared length before a byte of it is read', async () => {
    const length = String(25 * 1024 * 1024 + 1);
    expect(
      await send({ headers: { ...headers(BODY), 'content-length': length } }, (write) => write(Buffer.from('{'))),
    ).toBe(413);
    expect(kept.size).toBe(0);
  });

  it('is refused as soon as it has grown too large, when it declares no length', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, ' ');
    const status = await send({ headers: { ...headers(BODY), 'transfer-encoding': 'chunked' } }, (write) => {
      for (let sent = 0; sent < 26; sent++) write(megabyte);
    });
    expect(status).toBe(413);
    expect(kept.size).toBe(0);
  });

  it('leaves the largest allowed one alone', async () => {
    const body = JSON.stringify({ ...PAYLOAD, padding: '' });
    const padded = body.replace('""', `"${'x'.repeat(25 * 1024 * 1024 - body.length)}"`);
    expect(await deliver(padded)).toBe(202);
    expect(kept.size).toBe(1);
  });
});

describe('operations', () => {
  it('the process is alive', async () => {
    const response = await fetch(url('/healthz'));
    expect([response.status, await response.text()]).toEqual([200, 'ok\n']);
  });

  it('is ready when all its parts are, and names those that are not', async () => {
    expect((await fetch(url('/readyz'))).status).toBe(200);
    await server.stop();
    await start({
      readiness: { database: () => Promise.reject(new Error('password=hunter2')), queue: () => Promise.resolve() },
    });
    const response = await fetch(url('/readyz'));
    expect([response.status, await response.json()]).toEqual([503, { ready: false, failed: ['database'] }]);
  });

  it('counts webhooks by how they were answered', async () => {
    await deliver();
    await deliver(BODY, { 'x-hub-signature-256': undefined });
    const metrics = await (await fetch(url('/metrics'))).text();
    expect(metrics).toContain('sallyport_webhooks_total{status="202"} 1');
    expect(metrics).toContain('sallyport_webhooks_total{status="401"} 1');
    expect(metrics).toContain('process_cpu_user_seconds_total');
  });

  it.each(['/', '/probot', '/none', '/healthz/x', '/../etc/passwd'])('%s is nothing', async (path) => {
    expect((await fetch(url(path))).status).toBe(404);
  });

  it('stop answers what is under way, drains once, and takes no more', async () => {
    let release = () => {};
    const order: string[] = [];
    const accepting = Promise.withResolvers<void>();
    await server.stop();
    await start({
      deliveries: {
        accept: () => {
          accepting.resolve();
          return new Promise((resolve) => {
            release = () => {
              order.push('kept');
              resolve(true);
            };
          });
        },
      },
      drain: () => {
        order.push('drained');
        return Promise.resolve();
      },
    });
    const delivery = deliver();
    await accepting.promise;
    const stopped = server.stop();
    await expect(fetch(url('/healthz'))).rejects.toThrow();
    release();
    const [status] = await Promise.all([delivery, stopped, server.stop()]);
    expect([status, order]).toEqual([202, ['kept', 'drained']]);
  });
});
