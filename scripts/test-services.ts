/**
 * The lanes that need real services:
 *
 *     DATABASE_URL=postgres://… npm run test:services
 *
 * - The embedded database: `serve` killed in the middle of scans.
 * - PostgreSQL: the store, the queue, workers that are killed, and outages of all they depend on, against a server. Skips, and
 *   says so, without one.
 * - moto, an AWS emulator from PyPI: installed into a folder of its own (`.services/`, once), started on the loopback,
 *   read by the collector. Skips, and says why, where it cannot be installed.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';

const FOLDER = '.services/moto';
const MOTO = 'moto[server]>=5,<6';

const ON_SERVER = ['kill', 'outages', 'connections', 'content-writes'].map((name) => `test/services/${name}.test.ts`);

const { DATABASE_URL } = process.env;
const failed = [
  vitest(['test/services/serve-killed.test.ts'], { SERVICES: 'on' }),
  DATABASE_URL ? vitest(['test/store', 'test/jobs', ...ON_SERVER]) : skip('PostgreSQL', 'DATABASE_URL is not set'),
];
failed.push(await moto());
process.exitCode = failed.includes(true) ? 1 : 0;

/** @returns whether it failed */
async function moto(): Promise<boolean> {
  const obstacle = install();
  if (obstacle !== undefined) return skip('moto (AWS emulator)', obstacle);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(`${FOLDER}/bin/moto_server`, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  try {
    if (!(await answers(url, server))) return skip('moto (AWS emulator)', 'its server did not start');
    return vitest(['test/services/moto.test.ts'], { MOTO_URL: url });
  } finally {
    server.kill();
  }
}

/** @returns why it cannot be installed */
function install(): string | undefined {
  if (existsSync(`${FOLDER}/bin/moto_server`)) return undefined;
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['python3', ['-m', 'venv', FOLDER]],
    [`${FOLDER}/bin/pip`, ['install', '--quiet', '--disable-pip-version-check', MOTO]],
  ];
  for (const [command, args] of steps) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 300_000 });
    if (status !== 0) return `${command} ${args.join(' ')}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`;
  }
  return undefined;
}

function vitest(files: readonly string[], more: Readonly<Record<string, string>> = {}): boolean {
  const env = { ...process.env, ...more };
  return spawnSync('npx', ['vitest', 'run', ...files], { stdio: 'inherit', env }).status !== 0;
}

function skip(lane: string, reason: string): false {
  console.log(`test:services: SKIPPED the lane ${lane}: ${reason}`);
  return false;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Whether it answers before it ends, within 30 seconds. */
async function answers(url: string, server: ChildProcess): Promise<boolean> {
  for (const until = Date.now() + 30_000; Date.now() < until && server.exitCode === null; ) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}
