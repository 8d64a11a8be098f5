/**
 * The whole drift loop for so many accounts, as one process does it: jobs, a small account read, checks, an issue for each
 * finding and an overview for each account on a GitHub stand-in, then once more with nothing changed:
 *
 *     node scripts/bench/cycle.ts ACCOUNTS REPOSITORIES
 *
 * Prints one line of JSON. The stand-in runs in a process of its own, so that CPU time and memory are the service's.
 */
import { fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createStandIn } from '../../src/demo/stand-in/index.ts';
import { findingKeyOf } from '../../src/findings/index.ts';
import { EVENTS } from '../../src/server/events.ts';
import { readEnvironment } from '../../src/server/index.ts';
import { createService } from '../../src/server/wire.ts';
import { liveAccount } from '../../test/server/live-account.ts';

export interface CycleFigures {
  readonly accounts: number;
  readonly firstSeconds: number;
  readonly againSeconds: number;
  /** Requests to GitHub for one account of the first cycle, and of the second. */
  readonly firstRequests: number;
  readonly requests: number;
  /** Issues on GitHub in the end, and those of them that a second time was made. */
  readonly issues: number;
  readonly duplicates: number;
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
}

const SECRET = 'a webhook secret of this run only';
const [first, second] = process.argv.slice(2);
if (first === 'github') await serveGitHub();
else await measure(Number(first ?? 10), Number(second ?? 1));

/** What the stand-in is told, each answered by a number. */
type Order = { readonly webhooks: string } | 'install' | 'settled' | 'issues' | 'duplicates';

async function serveGitHub(): Promise<void> {
  const { publicKey, files, repositories } = JSON.parse(process.env['STAND_IN'] ?? '{}');
  const github = await createStandIn({
    app: {
      id: 4711,
      slug: 'sallyport',
      name: 'Sallyport',
      publicKey,
      events: Object.keys(EVENTS),
      permissions: { contents: 'read', issues: 'write', pull_requests: 'write', checks: 'write', members: 'read' },
    },
    webhook: { secret: SECRET },
    limits: { requestsPerHour: 1e9, contentPerMinute: 1e9, contentPerHour: 1e9 },
  });
  github.addRepository({ fullName: 'acme/.github', files });
  for (const fullName of repositories) github.addRepository({ fullName });
  const keys = () =>
    Object.values(github.dump().repositories).flatMap(({ issues }) => issues.map(({ body }) => findingKeyOf(body)));
  const obey = async (order: Order): Promise<number> => {
    if (order === 'install') return github.install('olga', 'acme');
    if (order === 'settled') await github.settled();
    else if (order === 'issues') return keys().length;
    else if (order === 'duplicates') return keys().filter((key, at, all) => key && all.indexOf(key) !== at).length;
    else github.setWebhookUrl(order.webhooks);
    return 0;
  };
  process.on('message', async (order: Order) => process.send?.(await obey(order)));
  process.send?.(github.url);
}

async function measure(accounts: number, repositories: number): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const lines = Array.from(
    { length: accounts },
    (_, at) =>
      `  - { id: "${100_000_000_000 + at}", name: a${at}, regions: [us-east-1], issues: acme/infra-${at % repositories} }\n`,
  );
  const standIn = {
    publicKey,
    files: { '.github/sallyport.yml': `accounts:\n${lines.join('')}issues: { maxNewPerScan: 100 }\n` },
    repositories: Array.from({ length: repositories }, (_, at) => `acme/infra-${at}`),
  };
  const github = fork(fileURLToPath(import.meta.url), ['github'], {
    env: { ...process.env, STAND_IN: JSON.stringify(standIn) },
  });
  github.once('exit', () => process.exit(1));
  const [url] = await once(github, 'message');
  const tell = async (order: Order): Promise<number> => {
    github.send(order);
    return (await once(github, 'message'))[0];
  };
  const environment = readEnvironment({
    PORT: '0',
    HOST: '127.0.0.1',
    APP_ID: '4711',
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: SECRET,
    SALLYPORT_SECRET: 'a key of this run for external ids',
    GITHUB_API_URL: url,
    GITHUB_THROTTLE: 'off',
    ...(process.env['DATABASE_URL'] && { DATABASE_URL: process.env['DATABASE_URL'] }),
  });
  const service = await createService(environment, {
    collect: async (account, region) => ({ ...liveAccount(['0.0.0.0/0'], new Date().toISOString()), account, region }),
    log: pino({ level: 'error' }),
    inMemory: process.env['DATABASE_URL'] === undefined,
  });
  await service.start();
  await tell({ webhooks: `http://127.0.0.1:${service.port}/api/github/webhooks` });
  const requests = async () =>
    (await (await fetch(`http://127.0.0.1:${service.port}/metrics`)).text())
      .split('\n')
      .filter((line) => line.startsWith('sallyport_api_call_duration_seconds_count{api="github"'))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  const cost = async (work: () => Promise<unknown>) => {
    const [cpu, asked] = [process.cpuUsage(), await requests()];
    await work();
    const { user, system } = process.cpuUsage(cpu);
    return { seconds: (user + system) / 1e6, requests: ((await requests()) - asked) / accounts };
  };
  const start = performance.now();
  let installation = 0;
  const fresh = await cost(async () => {
    installation = await tell('install');
    await tell('settled');
    await service.idle();
  });
  const again = await cost(async () => {
    await service.useCases.scan(installation);
    await service.idle();
  });
  const figures: CycleFigures = {
    accounts,
    firstSeconds: fresh.seconds,
    againSeconds: again.seconds,
    firstRequests: fresh.requests,
    requests: again.requests,
    issues: await tell('issues'),
    duplicates: await tell('duplicates'),
    wallSeconds: (performance.now() - start) / 1_000,
    peakMegabytes: process.resourceUsage().maxRSS / 1_024,
  };
  github.removeAllListeners('exit').kill();
  process.stdout.write(JSON.stringify(figures));
  process.exit(0);
}
