import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/server/index.ts';
import { writeCredentials } from '../../src/setup/credentials.ts';
import { hasCredentials, SetupError, withCredentials } from '../../src/setup/index.ts';
import { PRIVATE_KEY } from '../server/support.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const CREDENTIALS = { appId: 7, privateKey: PRIVATE_KEY, webhookSecret: 'w'.repeat(40), secret: 's'.repeat(64) };

describe('the file of credentials', () => {
  it('starts the service, and is for its owner alone', () => {
    const path = join(folder, 'data', 'app.env');
    writeCredentials(path, CREDENTIALS);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readEnvironment(withCredentials({}, path))).toMatchObject({
      appId: 7,
      privateKey: PRIVATE_KEY.trim(),
      webhookSecrets: ['w'.repeat(40)],
      secret: 's'.repeat(64),
    });
  });

  it('yields to the environment, where that says something', () => {
    const path = join(folder, 'app.env');
    writeCredentials(path, CREDENTIALS);
    expect(withCredentials({ APP_ID: '8', WEBHOOK_SECRET: '' }, path)).toMatchObject({
      APP_ID: '8',
      WEBHOOK_SECRET: 'w'.repeat(40),
    });
  });

  it('is never overwritten: what is in it GitHub does not show again', () => {
    const path = join(folder, 'app.env');
    writeFileSync(path, 'APP_ID=1\n');
    expect(() => writeCredentials(path, CREDENTIALS)).toThrow(SetupError);
    expect(withCredentials({}, path)).toEqual({ APP_ID: '1' });
  });

  it('is nothing where there is none', () =>
    expect(withCredentials({ A: 'b' }, join(folder, 'none'))).toEqual({ A: 'b' }));
});

it.each([
  [{}, false],
  [{ PORT: '3000', SALLYPORT_SECRET: 'x' }, false],
  [{ APP_ID: '' }, false],
  [{ WEBHOOK_SECRET: 'x' }, true],
  [{ PRIVATE_KEY_PATH: 'x' }, true],
])('whether %j names an app: %s', (environment, expected) => expect(hasCredentials(environment)).toBe(expected));
