/**
 * The lanes that need real services: the store and the queue against a PostgreSQL server.
 *
 *     DATABASE_URL=postgres://… npm run test:services
 *
 * Skips, and says so, where there is none. A lane against an AWS emulator does not exist yet.
 */
import { spawnSync } from 'node:child_process';

const { DATABASE_URL } = process.env;
if (DATABASE_URL === undefined || DATABASE_URL === '') {
  console.log('test:services: SKIPPED the PostgreSQL lane: DATABASE_URL is not set.');
} else {
  const { status } = spawnSync('npx', ['vitest', 'run', 'test/store', 'test/jobs'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
console.log('test:services: SKIPPED the AWS emulator lane: it does not exist yet.');
