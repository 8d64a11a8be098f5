// Sends signed webhooks at a steady rate to the real service, some of them twice, and then looks whether each was kept and
// handled. `npx node scripts/load-webhooks.ts [SECONDS] [A_SECOND]`; default 60 s of 100. On the server that DATABASE_URL
// names, or else on the embedded database on disk.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { pino } from 'pino';
import { createStandIn } from '../src/demo/stand-in/index.ts';
import { createService, readEnvironment } from '../src/server/index.ts';
import { openStore } from '../src/store/index.ts';
import { type Outcome, SECRET, type Sending } from './load-webhooks/sending.ts';

const [seconds = 60, rate = 100] = process.argv.slice(2).map(Number);
const SENDER = new URL('load-webhooks/send.ts', import.meta.url);
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-load-'));
const databaseUrl = process.env['DATABASE_URL'];

const github = await createStandIn({
  app: {
    id: 4711,
    slug: 'sallyport',
    name: 'Sallyport',
    publicKey,
    events: [],
    permissions: { contents: 'read', issues: 'write', checks: 'write', pull_requests: 'write' },
  },
  webhook: { secret: SECRET },
});
github.addRepository({ fullName: 'acme/.github', files: { '.github/sallyport.yml': 'accounts: []\n' } });
github.addRepository({ fullName: 'acme/infra' });
const installation = github.install('olga', 'acme');
const service = await createService(
  readEnvironment({
    PORT: '0',
    HOST: '127.0.0.1',
    APP_ID: '4711',
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: SECRET,
    SALLYPORT_SECRET: 'k'.repeat(32),
    GITHUB_API_URL: github.url,
    DATA_DIR: dataDir,
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
  }),
  { log: pino({ level: 'fatal' }) },
);
await service.start();
const url = `http://127.0.0.1:${service.port}/api/github/webhooks`;

const started = performance.now();
const cpu = process.cpuUsage();
const { guids, latencies, answers, requests, sent } = await inWorker<Outcome>({ url, installation, seconds, rate });
await service.idle();
const handled = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
await service.stop();
await github.stop();

const store = await openStore(databaseUrl === undefined ? { dataDir } : { databaseUrl });
let lost = 0;
for (const guid of guids) if (!(await store.deliveries.get(guid))) lost++;
const pending = (await store.deliveries.pending(guids)).length;
await store.close();
rmSync(dataDir, { recursive: true });

latencies.sort((a, b) => a - b);
const percentile = (share: number) => `${latencies[Math.floor((latencies.length - 1) * share)]?.toFixed(1)} ms`;
const { length } = guids;
console.log(`database  ${databaseUrl === undefined ? 'embedded, on disk' : 'PostgreSQL server'}`);
console.log(`sent      ${length} webhooks (${requests} requests) in ${sent.toFixed(1)} s`);
console.log(`answered  ${answers.map(([status, count]) => `${count} × ${status}`).join(', ')}`);
console.log(
  `latency   median ${percentile(0.5)}, 95 % ${percentile(0.95)}, 99 % ${percentile(0.99)}, longest ${percentile(1)}`,
);
console.log(`handled   all by ${handled.toFixed(1)} s`);
console.log(`CPU time  ${((user + system) / 1000 / length).toFixed(1)} ms a webhook, sender and stand-in included`);
console.log(`lost      ${lost}; kept but not handled ${pending}`);
process.exitCode = lost + pending === 0 ? 0 : 1;

/** GitHub is another machine: the sender has an event loop of its own. */
function inWorker<T>(sending: Sending): Promise<T> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(SENDER, { workerData: sending });
    worker.on('message', resolve).on('error', reject);
  });
}
