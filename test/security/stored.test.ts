import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStandIn } from '../../src/demo/stand-in/index.ts';
import { createService, readEnvironment } from '../../src/server/index.ts';
import { liveAccount } from '../server/live-account.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-stored-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('the database holds none of the service’s secrets, and with a key nothing of the network', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const webhookSecret = randomBytes(32).toString('hex');
  const secret = randomBytes(32).toString('hex');
  const github = await createStandIn({
    app: {
      ...{ id: 1, slug: 'sallyport', name: 'Sallyport', publicKey, events: ['issues', 'pull_request'] },
      permissions: { contents: 'read', issues: 'write', pull_requests: 'write', checks: 'write' },
    },
    webhook: { secret: webhookSecret },
  });
  const encryptionKey = randomBytes(32).toString('hex');
  const environment = readEnvironment({
    ...{
      APP_ID: '1',
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: webhookSecret,
      SALLYPORT_SECRET: secret,
      ENCRYPTION_KEY: encryptionKey,
    },
    ...{ GITHUB_API_URL: github.url, GITHUB_THROTTLE: 'off', HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder },
  });
  const service = await createService(environment, {
    log: pino({ level: 'silent' }),
    collect: async () => liveAccount(['0.0.0.0/0'], new Date().toISOString()),
  });
  await service.start();
  github.setWebhookUrl(`http://127.0.0.1:${service.port}/api/github/webhooks`);
  const configuration = 'accounts: [{ id: "123456789012", name: prod, regions: [us-east-1], issues: acme/infra }]';
  github.addRepository({ fullName: 'acme/.github', files: { '.github/sallyport.yml': configuration } });
  github.addRepository({ fullName: 'acme/infra' });
  github.install('olga', 'acme');
  await github.settled();
  await service.idle();
  await service.stop();
  await github.stop();

  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const stored = Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
  expect(stored.includes('acme/infra')).toBe(true);
  for (const hidden of [webhookSecret, secret, encryptionKey, privateKey.split('\n')[3]!, 'ghs_', 'sg-web'])
    expect(stored.includes(hidden)).toBe(false);
});
