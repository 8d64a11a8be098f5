import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linkCommand } from '../../src/cli/link.ts';
import { externalId } from '../../src/drift/index.ts';
import { runCommand } from './support.ts';

const SECRET = 'a secret of thirty-two characters at least';
const link = (owner: string, ...more: string[]) =>
  runCommand(linkCommand({ SALLYPORT_SECRET: SECRET }), ['--owner', owner, ...more]);

test('prints the external id the service will use, in every way of making the role', async () => {
  const service = 'arn:aws:iam::111111111111:role/service';
  const { out, exitCode } = await link('Acme', '--service', service);
  expect(exitCode).toBe(0);
  expect(out.split(externalId(SECRET, 'acme'))).toHaveLength(6);
  expect(out.split(service)).toHaveLength(5);
});

test('is another one for another organisation', async () => {
  expect((await link('acme')).out).not.toContain(externalId(SECRET, 'other'));
});

test('refuses a secret the service would not start with', async () => {
  await expect(runCommand(linkCommand({ SALLYPORT_SECRET: 'short' }), ['--owner', 'acme'])).rejects.toThrow(
    /SALLYPORT_SECRET/,
  );
});

test('finds the secret that set-up wrote', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-link-'));
  try {
    writeFileSync(join(folder, 'app.env'), `SALLYPORT_SECRET=${SECRET.replaceAll(' ', '-')}\n`);
    const { out } = await runCommand(linkCommand({ DATA_DIR: folder }), ['--owner', 'acme']);
    expect(out).toContain(externalId(SECRET.replaceAll(' ', '-'), 'acme'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
