import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

// Processes of their own, on one database server: `npm run test:services`.

const SERVER = process.env['DATABASE_URL'];
const STORE = new URL('../../src/store/index.ts', import.meta.url).href;

/** Takes as many slots as it may, and says how many. */
const greedy = (installation: number) => `
  const { openStore } = await import('${STORE}');
  const store = await openStore({ databaseUrl: process.env.DATABASE_URL });
  const limits = [{ count: 80, span: 3_600_000 }];
  let taken = 0;
  while (taken < 100 && (await store.contentWrites.reserve(${installation}, limits, 0)) <= 0) taken++;
  await store.close();
  console.log(taken);
`;

it.skipIf(SERVER === undefined)('what an installation may write is counted over all processes', async () => {
  const script = greedy(Date.now());
  const run = async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    return Number(stdout);
  };
  const taken = await Promise.all([run(), run(), run()]);
  expect(taken.reduce((sum, one) => sum + one, 0)).toBe(80);
});
