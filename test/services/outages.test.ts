import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deadLetters } from '../../src/jobs/index.ts';
import { readEnvironment } from '../../src/server/index.ts';
import { createService, type Service } from '../../src/server/wire.ts';
import { openStore } from '../../src/store/index.ts';
import { createDatabase, type TestDatabase } from './database.ts';
import { type OwnServer, serverPrograms, startOwnServer } from './own-server.ts';
import { eventually, pause, type Rig, startRig } from './rig.ts';

// What a service depends on goes away in the middle of a cycle: real worker processes against a PostgreSQL server, a GitHub
// stand-in and an AWS on the loopback. Only where there is a server: `npm run test:services`.

const SERVER = process.env['DATABASE_URL'];
const PROGRAMS = serverPrograms();
if (SERVER !== undefined && PROGRAMS === undefined)
  console.warn('SKIPPED: the restarts of a PostgreSQL server, since there is no initdb to start one of our own');
const ACCOUNTS = ['111111111111', '222222222222', '333333333333', '444444444444', '555555555555'];
const ANYWHERE = ['0.0.0.0/0'];
const INSIDE = ['10.0.0.0/8'];

describe.skipIf(SERVER === undefined)('the cycle completes, each finding in one issue,', { timeout: 600_000 }, () => {
  let rig: Rig;
  let database: TestDatabase;
  let ownServer: OwnServer | undefined;
  let service: Service;
  let installationId: number;
  let onDatabase: Record<string, string>;

  const begin = async () => {
    rig = await startRig(ACCOUNTS);
    rig.open(ANYWHERE);
    onDatabase = { DATABASE_URL: database.url };
    const environment = readEnvironment({ ...rig.variables, ...onDatabase, PORT: '0', WORKERS: 'off' });
    service = await createService(environment, { log: pino({ level: 'silent' }) });
    await service.start();
    rig.github.setWebhookUrl(`http://127.0.0.1:${service.port}/api/github/webhooks`);
    installationId = rig.github.install('olga', 'acme');
    for (const _ of ['one', 'other']) rig.start(['worker', '--heartbeat', '10'], onDatabase);
    await rig.settled('open');
  };
  const kept = async () => {
    const store = await openStore({ databaseUrl: database.url });
    try {
      await eventually(60_000, async () => {
        const left = await store.outbox.pending('acme/infra');
        return left.length === 0 ? undefined : `${left.length} actions are left`;
      });
      expect(await deadLetters(store)).toEqual([]);
    } finally {
      await store.close();
    }
  };

  beforeEach(async () => {
    database = await createDatabase(SERVER!, 'outages');
  });
  afterEach(async () => {
    await service?.stop();
    await rig?.stop();
    await database?.drop();
    ownServer?.remove();
    ownServer = undefined;
  });

  it('though the database restarts while Regions are read and while issues are written', async () => {
    await begin();
    for (const [cidrs, state] of [
      [INSIDE, 'closed'],
      [ANYWHERE, 'open'],
    ] as const) {
      rig.open(cidrs);
      const moment = state === 'closed' ? rig.scanning() : issueWritten(rig);
      await service.useCases.scan(installationId);
      await moment;
      const back = await database.restart();
      await pause(2_000);
      await back();
      await rig.settled(state);
    }
    await kept();
  });

  it.skipIf(PROGRAMS === undefined)('though the server itself is stopped and started in the middle of it', async () => {
    await database.drop();
    ownServer = await startOwnServer(PROGRAMS!);
    database = await createDatabase(ownServer.url, 'restarts');
    await begin();
    for (const [cidrs, state, how] of [
      [INSIDE, 'closed', 'fast'],
      [ANYWHERE, 'open', 'immediate'],
    ] as const) {
      rig.open(cidrs);
      const moment = state === 'closed' ? rig.scanning() : issueWritten(rig);
      await service.useCases.scan(installationId);
      await moment;
      ownServer.stop(how);
      await pause(2_000);
      ownServer.start();
      await rig.settled(state);
    }
    await kept();
  });

  it('though GitHub answers nothing but 502 and 403 for a secondary limit for a minute, then loses answers', async () => {
    await begin();
    rig.open(INSIDE);
    const reading = rig.scanning();
    await service.useCases.scan(installationId);
    await reading;
    for (const fault of [
      { kind: 'error', status: 502 },
      { kind: 'secondary-limit', retryAfter: 60 },
    ] as const) {
      const mend = rig.github.fail({ ...fault, times: Number.POSITIVE_INFINITY });
      await pause(30_000);
      mend();
    }
    rig.github.fail({ path: /\/issues/, method: 'POST', kind: 'lost-response', times: 2 });
    rig.github.fail({ path: /\/issues/, method: 'PATCH', kind: 'lost-response', times: 2 });
    await rig.settled('closed');
    await kept();
  });

  it('though AWS throttles half of all calls', async () => {
    await begin();
    rig.aws.fail({ throttled: 0.5 });
    rig.open(INSIDE);
    await service.useCases.scan(installationId);
    // The SDK slows down by itself: a Region takes a minute so.
    await rig.settled('closed', 240_000);
    await kept();
  });
});

function issueWritten({ github }: Rig): Promise<unknown> {
  return github.waitFor('a finding reopened', ({ repositories }) =>
    repositories['acme/infra']!.issues.find(({ title, state }) => title.includes('tcp/22') && state === 'open'),
  );
}
