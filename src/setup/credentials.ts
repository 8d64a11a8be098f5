import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import { SetupError } from './error.ts';

export interface Credentials {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** Of the service itself: external ids are derived from it. */
  readonly secret: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The variables that say which app the service is. */
const APP = ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET'];

/** Whether any of the app's credentials is set: a service that lacks only one is to complain, not to register another app. */
export function hasCredentials(environment: Variables): boolean {
  return APP.some((name) => environment[name] !== undefined && environment[name] !== '');
}

/** The environment, completed by the file of credentials where there is one. What is set in the environment wins. */
export function withCredentials(environment: Variables, path: string): Variables {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  return { ...readCredentials(path), ...set };
}

function readCredentials(path: string): Variables {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new SetupError(`${path} can't be read: ${(error as Error).message}`, { cause: error });
  }
  return parseEnv(text);
}

/**
 * Writes the file of credentials, for its owner's eyes only; one that is there already is left alone. The key is in base64,
 * since Docker, systemd and Kubernetes each read line breaks in such files in another way.
 * @throws SetupError when it can't be written
 */
export function writeCredentials(path: string, { appId, privateKey, webhookSecret, secret }: Credentials): void {
  const lines = {
    APP_ID: String(appId),
    PRIVATE_KEY: Buffer.from(privateKey).toString('base64'),
    WEBHOOK_SECRET: webhookSecret,
    SALLYPORT_SECRET: secret,
  };
  const text = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text.join(''), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw new SetupError(`The app's credentials can't be written to ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
