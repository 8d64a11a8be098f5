import { describe, expect, it } from 'vitest';
import { EnvironmentError, readEnvironment } from '../../src/server/index.ts';
import { PREVIOUS_SECRET, PRIVATE_KEY, SECRET, VARIABLES } from './support.ts';

describe('the environment', () => {
  it('has defaults for all that is no secret', () => {
    const { PORT: _port, HOST: _host, ...required } = VARIABLES;
    expect(readEnvironment(required)).toEqual({
      port: 3000,
      host: '0.0.0.0',
      appId: 7,
      privateKey: PRIVATE_KEY.trim(),
      webhookSecrets: [SECRET],
      encryption: {},
      dataDir: 'data',
      gitHubApiUrl: 'https://api.github.com',
      gitHubThrottle: true,
      secret: 'x'.repeat(32),
      workers: true,
      logLevel: 'info',
    });
  });

  it.each<[what: string, variables: Record<string, string>, fields: object]>([
    ['a key in one line', { PRIVATE_KEY: PRIVATE_KEY.replaceAll('\n', '\\n') }, { privateKey: PRIVATE_KEY.trim() }],
    [
      'a key in base64',
      { PRIVATE_KEY: Buffer.from(PRIVATE_KEY).toString('base64') },
      { privateKey: PRIVATE_KEY.trim() },
    ],
    ['a key in a file', { PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/run/key.pem' }, { privateKey: PRIVATE_KEY.trim() }],
    ['two secrets', { WEBHOOK_SECRET_PREVIOUS: PREVIOUS_SECRET }, { webhookSecrets: [SECRET, PREVIOUS_SECRET] }],
    [
      'keys for the database',
      { ENCRYPTION_KEY: 'a'.repeat(64), ENCRYPTION_KEY_PREVIOUS: 'B'.repeat(64) },
      { encryption: { current: 'a'.repeat(64), previous: 'B'.repeat(64) } },
    ],
    ['an Enterprise Server', { GHE_HOST: 'github.acme.test' }, { gitHubApiUrl: 'https://github.acme.test/api/v3' }],
    ['one without TLS', { GHE_HOST: 'ghe', GHE_PROTOCOL: 'http' }, { gitHubApiUrl: 'http://ghe/api/v3' }],
    [
      'an API URL',
      { GITHUB_API_URL: 'http://127.0.0.1:4000/', GHE_HOST: 'x' },
      { gitHubApiUrl: 'http://127.0.0.1:4000' },
    ],
    ['a database', { DATABASE_URL: 'postgres://db/sallyport' }, { databaseUrl: 'postgres://db/sallyport' }],
    [
      'a queue of events',
      { EVENTS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/1/q' },
      { eventsQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/q' },
    ],
    ['no throttle', { GITHUB_THROTTLE: 'off' }, { gitHubThrottle: false }],
    ['what is set to nothing', { LOG_LEVEL: '', DATABASE_URL: '' }, { logLevel: 'info' }],
  ])('takes %s', (_what, more, fields) => {
    const read = (path: string) => (path === '/run/key.pem' ? PRIVATE_KEY : '');
    expect(readEnvironment({ ...VARIABLES, ...more }, read)).toMatchObject(fields);
  });

  it.each<[variable: string, value: string | undefined, message: string]>([
    ['WEBHOOK_SECRET', undefined, 'WEBHOOK_SECRET is missing'],
    ['WEBHOOK_SECRET', '', 'WEBHOOK_SECRET is missing'],
    ['WEBHOOK_SECRET', 'development', 'WEBHOOK_SECRET is shorter than 16 characters'],
    ['WEBHOOK_SECRET_PREVIOUS', 'development', 'WEBHOOK_SECRET_PREVIOUS is shorter'],
    ['APP_ID', undefined, 'APP_ID is missing'],
    ['APP_ID', 'Iv1.abc', 'APP_ID must be the numeric App ID'],
    ['PRIVATE_KEY', undefined, 'PRIVATE_KEY or PRIVATE_KEY_PATH is missing'],
    ['PRIVATE_KEY', 'hunter2', 'PRIVATE_KEY holds no private key'],
    ['PRIVATE_KEY', PRIVATE_KEY.replace(/\n.*\n/, '\n'), 'PRIVATE_KEY holds a private key that is cut off or changed'],
    ['PRIVATE_KEY_PATH', '/nowhere', "PRIVATE_KEY_PATH names a file that can't be read: /nowhere"],
    ['SALLYPORT_SECRET', undefined, 'SALLYPORT_SECRET is missing'],
    ['SALLYPORT_SECRET', 'short', 'SALLYPORT_SECRET is shorter than 32'],
    ['DATABASE_URL', 'mysql://db', 'DATABASE_URL must be a postgres:// URL'],
    ['GITHUB_API_URL', 'file:///etc', 'GITHUB_API_URL must be'],
    ['PORT', '70000', 'PORT'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL'],
  ])('without a good %s (%s) it refuses', (variable, value, message) => {
    const key = variable === 'PRIVATE_KEY_PATH' ? { PRIVATE_KEY: undefined } : {};
    const read = () => {
      throw new Error('ENOENT');
    };
    const reading = () => readEnvironment({ ...VARIABLES, ...key, [variable]: value }, read);
    expect(reading).toThrow(EnvironmentError);
    expect(reading).toThrow(message);
  });

  it('names everything missing at once, and no value', () => {
    try {
      readEnvironment({ WEBHOOK_SECRET: 'hunter2', SALLYPORT_SECRET: 'hunter2', PRIVATE_KEY: 'hunter2' });
      expect.unreachable();
    } catch (error) {
      const { message } = error as EnvironmentError;
      expect(message.split('\n').map((line) => line.trim().split(' ')[0])).toEqual([
        'Sallyport',
        'APP_ID',
        'WEBHOOK_SECRET',
        'SALLYPORT_SECRET',
        'PRIVATE_KEY',
      ]);
      expect(message).not.toContain('hunter2');
    }
  });
});
