import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { correlated } from '../../src/server/correlation.ts';
import { createLog } from '../../src/server/index.ts';
import { environment, PRIVATE_KEY, SECRET } from './support.ts';

const SECRETS = environment({
  DATABASE_URL: 'postgres://sallyport:pass%2Fword9@db/sallyport',
  ENCRYPTION_KEY: 'e'.repeat(64),
});

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog({ ...SECRETS, logLevel: 'trace' }, { write: (line: string) => void lines.push(line) }));
  for (const line of lines) {
    expect(line.endsWith('\n')).toBe(true);
    expect(() => JSON.parse(line)).not.toThrow();
  }
  return lines.join('');
}

const TOKEN = `ghs_${'a1'.repeat(18)}`;
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiI3In0.c2lnbmF0dXJl';
const FRESH_KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const cyclic: Record<string, unknown> = { token: TOKEN };
cyclic['self'] = cyclic;

/** What careless code might hand to the log, and what must not be seen of it. */
const HOSTILE: readonly (readonly [what: string, object: unknown, text: string, hidden: readonly string[]])[] = [
  ['a member by its name', { token: 'abc-def-ghi' }, '', ['abc-def-ghi']],
  ['deep inside', { a: [{ b: { c: { Authorization: 'bearer of-news' } } }] }, '', ['of-news']],
  ['an object under such a name', { credentials: { deeper: { still: 'there-it-is' } } }, '', ['there-it-is']],
  ['JSON inside of text', { body: JSON.stringify({ client_secret: 'quoted-away' }) }, '', ['quoted-away']],
  [
    'JSON inside of JSON inside of text',
    { body: JSON.stringify({ x: JSON.stringify({ password: 'twice-over' }) }) },
    '',
    ['twice-over'],
  ],
  ['a token in the message', {}, `401 for ${TOKEN}`, [TOKEN]],
  ['the app’s own proof', { url: `https://x/?jwt=${JWT}` }, '', [JWT]],
  ['the private key', { key: PRIVATE_KEY }, '', [PRIVATE_KEY.split('\n')[3]!]],
  [
    'the private key in base64',
    { key: Buffer.from(PRIVATE_KEY.trim()).toString('base64') },
    '',
    [Buffer.from(PRIVATE_KEY.trim()).toString('base64').slice(0, 60)],
  ],
  ['another private key', {}, FRESH_KEY, [FRESH_KEY.split('\n')[1]!]],
  ['the webhook secret as a value', { header: `x ${SECRET} y` }, SECRET, [SECRET]],
  ['the service’s own secret as a name', { ['x'.repeat(32)]: 1 }, '', ['x'.repeat(32)]],
  [
    'the database’s password',
    {},
    'connect ECONNREFUSED postgres://sallyport:pass%2Fword9@db/sallyport',
    ['pass%2Fword9', 'pass/word9'],
  ],
  ['the key of the database', { value: 'e'.repeat(64) }, '', ['e'.repeat(64)]],
  ['a stranger’s password in a URL', {}, 'redis://u:letmein99@cache', ['letmein99']],
  [
    'AWS keys',
    { accessKeyId: 'ASIAIOSFODNN7EXAMPLE' },
    'with AKIAIOSFODNN7EXAMPLE',
    ['ASIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
  ],
  ['a signature', { headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } }, '', ['0'.repeat(64)]],
  [
    'an error with all it carries',
    {
      err: Object.assign(new Error(`refused ${TOKEN}`), {
        request: { headers: { authorization: TOKEN } },
        config: { token: 'kept-by-the-client' },
      }),
    },
    '',
    [TOKEN, 'kept-by-the-client'],
  ],
  ['a circle', cyclic, '', [TOKEN]],
];

describe('a log line', () => {
  it.each(HOSTILE)('hides %s', (_what, object, text, hidden) => {
    const line = logged((log) => {
      log.info(object as object, text);
      log.child(object as object).warn(text);
      log.child({ module: 'github' }).error(object as object, text);
    });
    for (const secret of hidden) expect(line).not.toContain(secret);
  });

  it('keeps what is no secret', () => {
    const line = logged((log) =>
      log.info({ account: '123456789012', region: 'us-east-1', sha: 'a'.repeat(40), n: null }, 'scanned'),
    );
    expect(JSON.parse(line)).toMatchObject({
      account: '123456789012',
      region: 'us-east-1',
      sha: 'a'.repeat(40),
      n: null,
      msg: 'scanned',
    });
  });

  it('says what set off the work it is about, across awaits', async () => {
    const lines: string[] = [];
    const log = createLog({ logLevel: 'info' }, { write: (line: string) => void lines.push(line) });
    await Promise.all(
      ['one', 'two'].map((id) =>
        correlated(id, async () => {
          await Promise.resolve();
          log.child({ name: 'child' }).info(id);
        }),
      ),
    );
    log.info('nobody');
    expect(
      lines
        .map((line) => JSON.parse(line) as { correlation?: string; msg: string })
        .map(({ correlation, msg }) => [correlation, msg]),
    ).toEqual([
      ['one', 'one'],
      ['two', 'two'],
      [undefined, 'nobody'],
    ]);
  });
});
