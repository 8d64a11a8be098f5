import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomInt } from 'node:crypto';
import { once } from 'node:events';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStandIn, type StandIn } from '../../src/demo/stand-in/index.ts';
import { deadLetters } from '../../src/jobs/index.ts';
import { EVENTS } from '../../src/server/events.ts';
import { readEnvironment } from '../../src/server/index.ts';
import { createService, type Service } from '../../src/server/wire.ts';
import { openStore } from '../../src/store/index.ts';
import { type Loopback, startLoopback } from '../aws/support/loopback.ts';
import { smallAccount } from './small-account.ts';

// Worker processes that die in the middle of scans, real ones, against a database server, a GitHub stand-in and an AWS on
// the loopback. Only where there is a server: `npm run test:services`.

const SERVER = process.env['DATABASE_URL'];
const ACCOUNTS = ['111111111111', '222222222222', '333333333333', '444444444444', '555555555555'];
const KILLS = 6;
const CONFIG = `accounts:\n${ACCOUNTS.map((id, at) => `  - { id: "${id}", name: a${at}, regions: [us-east-1], issues: acme/infra }\n`).join('')}`;

describe.skipIf(SERVER === undefined)('workers that are killed', () => {
  let github: StandIn;
  let aws: Loopback;
  let service: Service;
  let variables: Record<string, string>;
  let installationId: number;
  let ingress: readonly string[] = ['10.0.0.0/8'];
  let onScan = () => {};
  const workers = new Set<ChildProcess>();
  const database = `killed_${process.pid}_${Date.now()}`;

  beforeAll(async () => {
    await onServer((client) => client.query(`create database ${database}`));
    const url = new URL(SERVER!);
    url.pathname = `/${database}`;
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
    const collaborators = { olga: 'admin' } as const;
    github.addRepository({ fullName: 'acme/.github', files: { '.github/sallyport.yml': CONFIG }, collaborators });
    github.addRepository({ fullName: 'acme/infra', files: { 'README.md': '# infra' }, collaborators });
    aws = await startLoopback({
      size: { interfaces: 0, groups: 0, rulesPerGroup: 0 },
      answer: ({ action, account }) => {
        if (action === 'DescribeVpcs') onScan();
        return smallAccount(action, account, ingress);
      },
    });
    variables = {
      ...{ PORT: '0', HOST: '127.0.0.1', APP_ID: '4711', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret },
      ...{ SALLYPORT_SECRET: 'a key of this test for external ids', GITHUB_API_URL: github.url, LOG_LEVEL: 'error' },
      ...{ GITHUB_THROTTLE: 'off', DATABASE_URL: url.href, AWS_ENDPOINT_URL: aws.url, AWS_REGION: 'us-east-1' },
      ...{ AWS_ACCESS_KEY_ID: 'AKIABASE', AWS_SECRET_ACCESS_KEY: 'secret' },
    };
    const environment = readEnvironment({ ...variables, WORKERS: 'off' });
    service = await createService(environment, { log: pino({ level: 'silent' }) });
    await service.start();
    github.setWebhookUrl(`http://127.0.0.1:${service.port}/api/github/webhooks`);
    installationId = github.install('olga', 'acme');
  }, 60_000);

  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await service?.stop();
    await github?.stop();
    await aws?.stop();
    await onServer((client) => client.query(`drop database if exists ${database} with (force)`));
  }, 60_000);

  it('lose no finding, write no issue twice, and never read one Region two at a time', async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      ingress = kill % 2 === 0 ? ['0.0.0.0/0'] : ['10.0.0.0/8'];
      const scanning = new Promise<void>((resolve) => {
        onScan = resolve;
      });
      const [victim, survivor] = [startWorker(), startWorker()];
      await service.useCases.scan(installationId);
      await scanning;
      await pause(randomInt(0, 1_500));
      await end(victim, 'SIGKILL');
      if (kill % 2 === 1) await end(survivor, 'SIGKILL');
      else await end(survivor, 'SIGTERM');
    }
    for (const [open, state] of [
      [['0.0.0.0/0'], 'open'],
      [['10.0.0.0/8'], 'closed'],
    ] as const) {
      ingress = open;
      const [one, other] = [startWorker(), startWorker()];
      await service.useCases.scan(installationId);
      await service.idle();
      await service.useCases.scan(installationId);
      await service.idle();
      for (const worker of [one, other]) await end(worker, 'SIGTERM');
      expect(issues('tcp/22')).toEqual(ACCOUNTS.map((_, at) => `a${at} ${state}`));
      expect(issues('overview')).toEqual(ACCOUNTS.map((_, at) => `a${at} open`));
    }

    const store = await openStore({ databaseUrl: variables['DATABASE_URL'] });
    try {
      expect(await store.outbox.pending('acme/infra')).toEqual([]);
      expect(await deadLetters(store)).toEqual([]);
    } finally {
      await store.close();
    }
    for (const [account, requests] of Map.groupBy(aws.seen, ({ account }) => account)) {
      const turns = requests.map(({ session }) => session).filter((session, at, all) => session !== all[at - 1]);
      expect(turns, `sessions of ${account} in turn`).toEqual([...new Set(turns)]);
    }
  }, 300_000);

  /** `a0 open` for each issue whose title holds the words. */
  function issues(words: string): readonly string[] {
    return github
      .dump()
      .repositories['acme/infra']!.issues.filter(({ title }) => title.includes(words))
      .map(({ title, state }) => `${title.split(':')[0]} ${state}`)
      .sort();
  }

  function startWorker(): ChildProcess {
    const worker = spawn(process.execPath, ['src/cli/main.ts', 'worker', '--heartbeat', '10'], {
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    workers.add(worker);
    return worker;
  }

  async function end(worker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    workers.delete(worker);
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    const gone = once(worker, 'exit');
    worker.kill(signal);
    await gone;
  }
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function onServer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: SERVER });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
