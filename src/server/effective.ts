import type { Environment } from './environment.ts';

/**
 * What the service runs with, for people: one row a setting. Secrets show only that they are set; every value of the
 * environment is listed here by name, so that a new one is not shown by accident.
 */
export function effectiveConfiguration(environment: Environment): Readonly<Record<string, string>> {
  const { databaseUrl, webhookSecrets } = environment;
  return {
    'listens on': `${environment.host}:${environment.port}`,
    'GitHub App': String(environment.appId),
    'GitHub API': environment.gitHubApiUrl,
    'writes to GitHub': environment.gitHubThrottle ? 'spaced out' : 'not spaced out (stand-in only)',
    'private key': 'set',
    'webhook secret': webhookSecrets.length > 1 ? 'set, and the previous one' : 'set',
    SALLYPORT_SECRET: 'set',
    database: databaseUrl === undefined ? `embedded, in ${environment.dataDir}` : withoutPassword(databaseUrl),
    encryption: encryptionOf(environment.encryption),
    workers: environment.workers ? 'on' : 'off',
    'change events': environment.eventsQueueUrl ?? 'none',
    'log level': environment.logLevel,
  };
}

function encryptionOf({ current, previous }: Environment['encryption']): string {
  if (current === undefined) return previous === undefined ? 'off' : 'off; the previous key is set';
  return previous === undefined ? 'on' : 'on, and the previous key is set';
}

/** Also without what may follow the path: options can hold a password too. */
function withoutPassword(url: string): string {
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}
