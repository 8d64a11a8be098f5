import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createStandIn, type StandIn } from '../../src/demo/stand-in/index.ts';
import { EVENTS } from '../../src/server/events.ts';
import { type Loopback, startLoopback } from '../aws/support/loopback.ts';
import { smallAccount } from './small-account.ts';

/** A GitHub stand-in, an AWS on the loopback, and real processes of the service between them. */
export interface Rig {
  readonly github: StandIn;
  readonly aws: Loopback;
  /** What the processes are started with, but for their database. */
  readonly variables: Readonly<Record<string, string>>;
  /** Who may reach tcp/22 in every account, from now on. */
  open(cidrs: readonly string[]): void;
  /** Resolves when the next Region is asked for its VPCs. */
  scanning(): Promise<void>;
  /** Has every account scanned, by a commit to the configuration. Resolves when the first Region is being read. */
  scanAll(): Promise<void>;
  /** Starts `sallyport` with these arguments. */
  start(args: readonly string[], more: Readonly<Record<string, string>>): ChildProcess;
  /** `a0 open` for each issue whose title holds the words, in order. */
  issues(words: string): readonly string[];
  /** Resolves once every account's finding is in one issue of this state, beside one overview each. */
  settled(state: 'open' | 'closed', within?: number): Promise<void>;
  stop(): Promise<void>;
}

const CONFIG_FILE = '.github/sallyport.yml';

export async function startRig(accounts: readonly string[]): Promise<Rig> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const secret = 'a webhook secret of this test only';
  const github = await createStandIn({
    app: {
      ...{ id: 4711, slug: 'sallyport', name: 'Sallyport', publicKey, events: Object.keys(EVENTS) },
      permissions: { contents: 'read', issues: 'write', pull_requests: 'write', checks: 'write', members: 'read' },
    },
    webhook: { secret },
  });
  const config = accounts.map(
    (id, at) => `  - { id: "${id}", name: a${at}, regions: [us-east-1], issues: acme/infra }\n`,
  );
  const collaborators = { olga: 'admin' } as const;
  const text = `accounts:\n${config.join('')}`;
  let commits = 0;
  github.addRepository({ fullName: 'acme/.github', files: { [CONFIG_FILE]: text }, collaborators });
  github.addRepository({ fullName: 'acme/infra', files: { 'README.md': '# infra' }, collaborators });
  let ingress: readonly string[] = [];
  let onScan = () => {};
  const aws = await startLoopback({
    size: { interfaces: 0, groups: 0, rulesPerGroup: 0 },
    answer: ({ action, account }) => {
      if (action === 'DescribeVpcs') onScan();
      return smallAccount(action, account, ingress);
    },
  });
  const processes = new Set<ChildProcess>();
  let said = '';
  const variables = {
    ...{ HOST: '127.0.0.1', APP_ID: '4711', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret, NODE_ENV: 'production' },
    ...{ SALLYPORT_SECRET: 'a key of this test for external ids', GITHUB_API_URL: github.url, GITHUB_THROTTLE: 'off' },
    ...{ LOG_LEVEL: 'fatal', AWS_ENDPOINT_URL: aws.url, AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'AKIABASE', AWS_SECRET_ACCESS_KEY: 'secret' },
  };
  const issues = (words: string) =>
    (github.dump().repositories['acme/infra']?.issues ?? [])
      .filter(({ title }) => title.includes(words))
      .map(({ title, state }) => `${title.split(':')[0]} ${state}`)
      .sort();
  return {
    ...{ github, aws, variables, issues },
    open: (cidrs) => {
      ingress = cidrs;
    },
    scanning: () =>
      new Promise((resolve) => {
        onScan = resolve;
      }),
    scanAll: async () => {
      const reading = new Promise<true>((resolve) => {
        onScan = () => resolve(true);
      });
      // A service that is too busy to take the webhook within GitHub's ten seconds is told of the next.
      for (let isReading = false; !isReading; ) {
        const changed = `${text}# ${++commits}\n`;
        github.as('olga').commit('acme/.github', { message: 'Look again', files: { [CONFIG_FILE]: changed } });
        isReading = await Promise.race([reading, pause(30_000).then(() => false)]);
      }
    },
    start(args, more) {
      const child = spawn(process.execPath, ['src/cli/main.ts', ...args], {
        // Each test says which database: that of the lane is not meant for all.
        env: { ...process.env, DATABASE_URL: undefined, ...variables, ...more } as NodeJS.ProcessEnv,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      processes.add(child);
      child.stderr?.on('data', (text: Buffer) => {
        said = `${said}${text}`.slice(-2_000);
      });
      return child;
    },
    settled: (state, within = 120_000) =>
      eventually(within, () => {
        const [told, overviews] = [issues('tcp/22').join(), issues('overview').join()];
        const wanted = accounts.map((_, at) => `a${at} ${state}`).join();
        return told === wanted && overviews === accounts.map((_, at) => `a${at} open`).join()
          ? undefined
          : `issues: ${told || 'none'}; overviews: ${overviews || 'none'}; wanted: ${state}; processes said: ${said}`;
      }),
    stop: async () => {
      for (const each of processes) await end(each, 'SIGKILL');
      await github.stop();
      await aws.stop();
    },
  };
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** Looks again and again until nothing lacks. @throws Error with what still lacks in the end */
export async function eventually(
  within: number,
  lacks: () => string | undefined | Promise<string | undefined>,
): Promise<void> {
  for (const until = performance.now() + within; ; await pause(100)) {
    const lacking = await lacks();
    if (lacking === undefined) return;
    if (performance.now() > until) throw new Error(`not within ${within / 1_000} s: ${lacking}`);
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}
