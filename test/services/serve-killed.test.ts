import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { end, eventually, freePort, pause, type Rig, startRig } from './rig.ts';

// `serve` alone on its embedded database, killed in the middle of scans: a real process and a real folder. Takes minutes, so
// only `npm run test:services` runs it.
const isAsked = process.env['SERVICES'] !== undefined;

const ACCOUNTS = ['111111111111', '222222222222', '333333333333'];
const KILLS = 3;

let rig: Rig;
let dataDir: string;
let port: number;

beforeAll(async () => {
  if (!isAsked) return;
  rig = await startRig(ACCOUNTS);
  dataDir = await mkdtemp(join(tmpdir(), 'sallyport-killed-'));
  port = await freePort();
  rig.github.setWebhookUrl(`http://127.0.0.1:${port}/api/github/webhooks`);
});
afterAll(async () => {
  await rig?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

const onFolder = () => ({ DATA_DIR: dataDir, PORT: String(port) });

async function serve() {
  const child = rig.start(['serve', '--heartbeat', '10'], onFolder());
  await eventually(60_000, async () => {
    if (child.exitCode !== null) return `it ended with ${child.exitCode}`;
    return (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.ok ? undefined : 'no answer';
  });
  return child;
}

it.skipIf(!isAsked)(
  'finds its data, takes its folder again and completes the cycle, however often',
  { timeout: 900_000 },
  async () => {
    rig.open(['0.0.0.0/0']);
    let service = await serve();
    rig.github.install('olga', 'acme');
    await rig.scanAll();
    await rig.settled('open', 240_000);

    const second = rig.start(['serve'], { ...onFolder(), PORT: String(await freePort()) });
    const [told, [code]] = await Promise.all([text(second.stderr!), once(second, 'exit')]);
    expect(code).toBe(1);
    expect(told).toContain('Another Sallyport process uses DATA_DIR');

    for (let kill = 1; kill <= KILLS; kill++) {
      const isOpen = kill % 2 === 0;
      rig.open(isOpen ? ['0.0.0.0/0'] : ['10.0.0.0/8']);
      await rig.scanAll();
      await pause(kill * 150);
      await end(service, 'SIGKILL');
      service = await serve();
      await rig.settled(isOpen ? 'open' : 'closed', 240_000);
    }
    await end(service, 'SIGTERM');
  },
);
