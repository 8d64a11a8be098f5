import { fork } from 'node:child_process';
import { createHmac, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readFiles } from '../../src/demo/data.ts';
import { createStandIn, type Permissions, type StandIn } from '../../src/demo/stand-in/index.ts';

export interface Rig {
  readonly github: StandIn;
  readonly installationId: number;
  /** Sends one signed webhook; its HTTP status. */
  deliver(event: string, payload: object, guid?: string): Promise<number>;
  /** The service's resident memory. */
  residentMegabytes(): number;
  /** A figure of `/metrics`, summed over its labels that contain `labels`. */
  figure(name: string, labels?: string): Promise<number>;
  /** Resolves when no webhook and no job is left. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

const PEOPLE = { 'org-owner': 'admin', 'platform-engineer': 'write', 'shop-developer': 'write' } as const;

/** Organisation, repositories and recorded account of the demo; the service as a process of its own. */
export async function createRig(databaseUrl: string | undefined): Promise<Rig> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const secret = randomBytes(32).toString('hex');
  const manifest = parse(readFileSync('app.yml', 'utf8')) as {
    readonly default_permissions: Permissions;
    readonly default_events: readonly string[];
  };
  const github = await createStandIn({
    app: {
      id: 1,
      slug: 'sallyport',
      name: 'Sallyport',
      publicKey,
      permissions: manifest.default_permissions,
      events: manifest.default_events,
    },
    webhook: { secret },
    // The stand-in's limits are not what is measured.
    limits: { requestsPerHour: 1e9, contentPerMinute: 1e9, contentPerHour: 1e9 },
  });
  github.addRepository({ fullName: 'acme/.github', files: readFiles('infra/dot-github'), collaborators: PEOPLE });
  github.addRepository({ fullName: 'acme/infra', files: readFiles('infra/infra'), collaborators: PEOPLE });

  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-soak-'));
  const service = fork('scripts/soak-service.ts', {
    env: {
      PATH: process.env['PATH'],
      APP_ID: '1',
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: secret,
      SALLYPORT_SECRET: randomBytes(32).toString('hex'),
      GITHUB_API_URL: github.url,
      GITHUB_THROTTLE: 'off',
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ port }] = (await Promise.race([
    once(service, 'message'),
    once(service, 'exit').then(() => Promise.reject(new Error('soak: the service did not start'))),
  ])) as [{ readonly port: number }];
  const url = `http://127.0.0.1:${port}`;
  github.setWebhookUrl(`${url}/api/github/webhooks`);
  const installationId = github.install('org-owner', 'acme');
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });

  const figure = async (name: string, labels = ''): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return text
      .split('\n')
      .filter((line) => (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) && line.includes(labels))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };

  const rig: Rig = {
    github,
    installationId,
    deliver(event, payload, guid = randomUUID()) {
      const body = JSON.stringify({ ...payload, installation: { id: installationId } });
      return new Promise((resolve, reject) => {
        const sent = request(`${url}/api/github/webhooks`, {
          agent,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            'x-github-event': event,
            'x-github-delivery': guid,
            'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
          },
        });
        sent.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode ?? 0)));
        sent.on('error', reject);
        sent.end(body);
      });
    },
    residentMegabytes() {
      const status = readFileSync(`/proc/${service.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
    },
    figure,
    async quiet() {
      // What the service does is heard by the stand-in, which tells the service of it: at rest when both have nothing new.
      for (let seen = -1, done = -1; ; ) {
        await github.settled();
        const jobs = await figure('sallyport_job_duration_seconds_count');
        const waiting = await figure('sallyport_jobs_waiting');
        if (waiting === 0 && seen === github.deliveries().length && done === jobs) return;
        seen = github.deliveries().length;
        done = jobs;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },
    async close() {
      github.setWebhookUrl(`${url}/stopping`);
      const ended = once(service, 'exit');
      service.kill('SIGTERM');
      const [code] = (await ended) as [number | null];
      agent.destroy();
      await github.stop();
      rmSync(dataDir, { recursive: true, force: true });
      if (code !== 0) throw new Error(`soak: the service ended with ${code} on SIGTERM`);
    },
  };
  await rig.quiet();
  return rig;
}
