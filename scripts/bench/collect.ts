/**
 * Reads accounts from an AWS of its own on this machine's loopback and keeps them, as a worker does:
 *
 *     node scripts/bench/collect.ts INTERFACES GROUPS RULES_PER_GROUP ACCOUNTS AT_A_TIME
 *
 * Prints one line of JSON. The loopback runs in a process of its own, so that the peak memory is the worker's.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { collectAccount } from '../../src/aws/index.ts';
import { openStore } from '../../src/store/index.ts';
import { startLoopback } from '../../test/aws/support/loopback.ts';

export interface CollectFigures {
  readonly accounts: number;
  readonly seconds: number;
  /** Of the worker alone. */
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

const [role, ...numbers] = process.argv.slice(2);
if (role === 'serve') await serve();
else process.stdout.write(JSON.stringify(await collect([role, ...numbers].map(Number))));

async function serve(): Promise<void> {
  const [interfaces = 0, groups = 0, rulesPerGroup = 0] = numbers.map(Number);
  const { url } = await startLoopback({ size: { interfaces, groups, rulesPerGroup } });
  process.stdout.write(url);
}

async function collect([
  interfaces,
  groups,
  rules,
  accounts = 1,
  atATime = 1,
]: readonly number[]): Promise<CollectFigures> {
  const script = fileURLToPath(import.meta.url);
  const server = spawn(process.execPath, [script, 'serve', ...[interfaces, groups, rules].map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(server.stdout, 'data')) as [Buffer];
  process.env['AWS_ENDPOINT_URL'] = url.toString();
  const databaseUrl = process.env['DATABASE_URL'];
  const store = databaseUrl === undefined ? undefined : await openStore({ databaseUrl });
  const snapshots = store?.snapshots(`bench-${Date.now()}`);
  const start = performance.now();
  const before = process.cpuUsage();
  let next = 0;
  const work = async () => {
    while (next < accounts) {
      const account = String(100_000_000_000 + next++);
      const { regions } = await collectAccount({
        account,
        role: 'Reader',
        regions: ['us-east-1'],
        clock: () => new Date(),
        credentials: { accessKeyId: 'AKIABENCH', secretAccessKey: 'secret' },
      });
      const [region] = regions;
      const incomplete = [...(region?.operations ?? [])].filter(([, { status }]) => status !== 'complete');
      if (!region || incomplete.length > 0) throw new Error(`${account} was not read completely: ${incomplete}`);
      await snapshots?.save(region, { account, region: 'us-east-1', complete: [], incomplete: [] });
    }
  };
  try {
    await Promise.all(Array.from({ length: atATime }, work));
    const seconds = (performance.now() - start) / 1_000;
    const { user, system } = process.cpuUsage(before);
    const cpuSeconds = (user + system) / 1e6;
    return { accounts, seconds, cpuSeconds, peakMegabytes: process.resourceUsage().maxRSS / 1_024 };
  } finally {
    server.kill();
    await store?.close();
  }
}
