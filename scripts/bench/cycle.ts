/**
 * The whole drift loop for so many accounts, as one process does it: jobs, a small account read, checks, an issue for each
 * finding and an overview for each account in a GitHub stand-in, then once more with nothing changed:
 *
 *     node scripts/bench/cycle.ts ACCOUNTS REPOSITORIES
 *
 * Prints one line of JSON. CPU time is this process's, the stand-in's included.
 */
import { generateKeyPairSync } from 'node:crypto';
import { pino } from 'pino';
import { createStandIn } from '../../src/demo/stand-in/index.ts';
import { EVENTS } from '../../src/server/events.ts';
import { readEnvironment } from '../../src/server/index.ts';
import { createService } from '../../src/server/wire.ts';
import { liveAccount } from '../../test/server/live-account.ts';

export interface CycleFigures {
  readonly accounts: number;
  readonly firstSeconds: number;
  readonly againSeconds: number;
  /** Requests to GitHub for one account of the second cycle. */
  readonly requests: number;
  readonly peakMegabytes: number;
}

const [accounts = 10, repositories = 1] = process.argv.slice(2).map(Number);
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const secret = 'a webhook secret of this run only';
const github = await createStandIn({
  app: {
    ...{ id: 4711, slug: 'sallyport', name: 'Sallyport', publicKey, events: Object.keys(EVENTS) },
    permissions: { contents: 'read', issues: 'write', pull_requests: 'write', checks: 'write', members: 'read' },
  },
  webhook: { secret },
  limits: { requestsPerHour: 1e9, contentPerMinute: 1e9, contentPerHour: 1e9 },
});
const idOf = (at: number) => String(100_000_000_000 + at);
const lines = Array.from(
  { length: accounts },
  (_, at) => `  - { id: "${idOf(at)}", name: a${at}, regions: [us-east-1], issues: acme/infra-${at % repositories} }\n`,
);
github.addRepository({
  fullName: 'acme/.github',
  files: { '.github/sallyport.yml': `accounts:\n${lines.join('')}issues: { maxNewPerScan: 100 }\n` },
});
for (let at = 0; at < repositories; at++) github.addRepository({ fullName: `acme/infra-${at}` });
const environment = readEnvironment({
  ...{ PORT: '0', HOST: '127.0.0.1', APP_ID: '4711', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret },
  ...{ SALLYPORT_SECRET: 'a key of this run for external ids', GITHUB_API_URL: github.url, GITHUB_THROTTLE: 'off' },
  ...(process.env['DATABASE_URL'] && { DATABASE_URL: process.env['DATABASE_URL'] }),
});
const service = await createService(environment, {
  collect: async (account, region) => ({ ...liveAccount(['0.0.0.0/0'], new Date().toISOString()), account, region }),
  log: pino({ level: 'error' }),
  inMemory: process.env['DATABASE_URL'] === undefined,
});
await service.start();
github.setWebhookUrl(`http://127.0.0.1:${service.port}/api/github/webhooks`);
const seconds = async (work: () => Promise<unknown>) => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};
let installation = 0;
const firstSeconds = await seconds(async () => {
  installation = github.install('olga', 'acme');
  await github.settled();
  await service.idle();
});
const requestsSoFar = async () =>
  (await (await fetch(`http://127.0.0.1:${service.port}/metrics`)).text())
    .split('\n')
    .filter((line) => line.startsWith('sallyport_api_call_duration_seconds_count{api="github"'))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
const before = await requestsSoFar();
const againSeconds = await seconds(async () => {
  await service.useCases.scan(installation);
  await service.idle();
});
const figures: CycleFigures = {
  ...{ accounts, firstSeconds, againSeconds },
  requests: ((await requestsSoFar()) - before) / accounts,
  peakMegabytes: process.resourceUsage().maxRSS / 1_024,
};
process.stdout.write(JSON.stringify(figures));
process.exit(0);
