import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { collectAccount } from '../../src/aws/index.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';

// Where the service's own credentials come from on a machine of AWS: an instance profile by IMDSv2, a Kubernetes service
// account by its token. From there into a linked account, with the SDK's own chain and no key in any setting.

const ACCOUNT = '123456789012';
const OWN = 'arn:aws:iam::999999999999:role/service';
const UNTIL = new Date(Date.now() + 3_600_000).toISOString();

let folder: string;
let aws: Loopback;
let servers: Server[];
/** What STS was asked, by whom. */
let asked: { readonly action: string; readonly by: string; readonly role: string; readonly token?: string }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-credentials-'));
  servers = [];
  asked = [];
  aws = await startLoopback({ size: { interfaces: 3, groups: 1, rulesPerGroup: 1 } });
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', folder);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
  vi.stubEnv('AWS_ENDPOINT_URL_STS', await serve(sts));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status?: number;
  readonly body: string;
}

async function serve(answer: (request: IncomingMessage) => Promise<Answer>): Promise<string> {
  const server = createServer(async (request, response) => {
    const { status = 200, body } = await answer(request);
    response.writeHead(status).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function sts(request: IncomingMessage): Promise<Answer> {
  const parameters = new URLSearchParams(await text(request));
  const action = parameters.get('Action') ?? '';
  const [, by = 'nobody'] = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  const token = parameters.get('WebIdentityToken');
  const role = parameters.get('RoleArn') ?? '';
  asked.push({ action, by, role, ...(token !== null && { token }) });
  const keys = `<AccessKeyId>ASIA${role.split(':')[4]}N1</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
    <SessionToken>t</SessionToken><Expiration>${UNTIL}</Expiration>`;
  return {
    body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials>${keys}</Credentials></${action}Result></${action}Response>`,
  };
}

async function readAccount() {
  const { regions } = await collectAccount({
    ...{ account: ACCOUNT, role: 'SallyportReadOnly', externalId: 'acme-1', regions: ['us-east-1'] },
    clock: () => new Date(),
  });
  return regions[0]?.operations.get('describe-network-interfaces');
}

const entered = (by: string) => ({ action: 'AssumeRole', by, role: `arn:aws:iam::${ACCOUNT}:role/SallyportReadOnly` });

test('an instance profile, by IMDSv2, leads into a linked account', async () => {
  const seen: string[] = [];
  const metadata = await serve(async ({ method, url, headers }) => {
    seen.push(`${method} ${url}`);
    if (method === 'PUT') return { body: 'a-token' };
    // An instance that requires IMDSv2 answers nobody without a token.
    if (headers['x-aws-ec2-metadata-token'] !== 'a-token') return { status: 401, body: '' };
    if (!url?.endsWith('/service')) return { body: 'service' };
    const keys = { AccessKeyId: 'ASIAINSTANCE', SecretAccessKey: 's', Token: 't', Expiration: UNTIL };
    return { body: JSON.stringify({ Code: 'Success', ...keys }) };
  });
  vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', metadata);
  expect(await readAccount()).toMatchObject({ status: 'complete' });
  expect(seen[0]).toBe('PUT /latest/api/token');
  expect(asked).toEqual([entered('ASIAINSTANCE')]);
  expect(new Set(aws.seen.map(({ account }) => account))).toEqual(new Set([ACCOUNT]));
});

test('a web identity token, as Kubernetes gives it, leads into a linked account', async () => {
  const file = join(folder, 'token');
  writeFileSync(file, 'a-signed-token');
  vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', file);
  vi.stubEnv('AWS_ROLE_ARN', OWN);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  expect(await readAccount()).toMatchObject({ status: 'complete' });
  expect(asked).toEqual([
    { action: 'AssumeRoleWithWebIdentity', by: 'nobody', role: OWN, token: 'a-signed-token' },
    entered('ASIA999999999999N1'),
  ]);
});

test('a machine without any says what to give it', async () => {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  await expect(readAccount()).rejects.toThrow(
    /give this machine AWS credentials: a role, AWS_ACCESS_KEY_ID, or a profile/,
  );
  expect(asked).toEqual([]);
});
