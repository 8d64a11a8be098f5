import { generateKeyPairSync } from 'node:crypto';
import { pino } from 'pino';
import { createStandIn, type StandIn } from '../../src/demo/stand-in/index.ts';
import { EVENTS } from '../../src/server/events.ts';
import { readEnvironment } from '../../src/server/index.ts';
import { createService, type Overrides, type Service } from '../../src/server/wire.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

export const COLLABORATORS = { ada: 'write', bob: 'write', cid: 'read', olga: 'admin' } as const;

export interface Day {
  readonly github: StandIn;
  readonly service: Service;
  /** Everything that was set off has happened: webhooks are answered, and no job is left. */
  quiet(): Promise<void>;
  end(): Promise<void>;
}

/** A GitHub with these repositories, and the service on it; the app is not installed yet. */
export async function day(
  repositories: readonly Parameters<StandIn['addRepository']>[0][],
  overrides: Overrides,
): Promise<Day> {
  const secret = 'a webhook secret of this test only';
  const github = await createStandIn({
    app: {
      ...{ id: 4711, slug: 'sallyport', name: 'Sallyport', publicKey, events: Object.keys(EVENTS) },
      permissions: { contents: 'read', issues: 'write', pull_requests: 'write', checks: 'write', members: 'read' },
    },
    webhook: { secret },
  });
  for (const repository of repositories) github.addRepository({ collaborators: COLLABORATORS, ...repository });
  const environment = readEnvironment({
    ...{ PORT: '0', HOST: '127.0.0.1', APP_ID: '4711', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret },
    ...{ SALLYPORT_SECRET: 'a key of this test for external ids', GITHUB_API_URL: github.url },
    GITHUB_THROTTLE: 'off',
  });
  const service = await createService(environment, { log: pino({ level: 'silent' }), inMemory: true, ...overrides });
  await service.start();
  github.setWebhookUrl(`http://127.0.0.1:${service.port}/api/github/webhooks`);
  const quiet = async () => {
    for (const _ of [1, 2]) {
      await github.settled();
      await service.idle();
    }
  };
  const end = async () => {
    await service.stop();
    await github.stop();
  };
  return { github, service, quiet, end };
}
