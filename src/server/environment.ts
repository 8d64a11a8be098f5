import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SallyportError } from '../network/index.ts';
import type { EncryptionKeys } from '../store/index.ts';

/** The service cannot start as it is configured; the message lists every variable to set. */
export class EnvironmentError extends SallyportError {}

/** Probot's fallback when none is set: everyone knows it, so anyone could forge webhooks. */
const WELL_KNOWN_SECRET = 'development';

const secret = (use: string) =>
  z
    .string({ error: `is missing: ${use}` })
    .min(16, 'is shorter than 16 characters; make one with: openssl rand -hex 32')
    .refine((text) => text !== WELL_KNOWN_SECRET, `must not be '${WELL_KNOWN_SECRET}'`);

const encryptionKey = (use: string) =>
  z
    .string()
    .regex(/^[\da-f]{64}$/i, 'must be 64 hexadecimal digits; make one with: openssl rand -hex 32')
    .optional()
    .describe(use);

/** Every variable the service reads, with what the reference in the docs says of it. An empty one counts as absent. */
const variables = z.object({
  APP_ID: z
    .string({ error: "is missing: the App ID on the GitHub App's settings page" })
    .regex(/^\d+$/, 'must be the numeric App ID')
    .transform(Number)
    .describe("The App ID on the GitHub App's page."),
  PRIVATE_KEY: z
    .string()
    .optional()
    .describe("The App's private key as PEM; line breaks may be written `\\n`, or the whole in base64."),
  PRIVATE_KEY_PATH: z.string().optional().describe('A file with the PEM. One of the two is required.'),
  WEBHOOK_SECRET: secret("the webhook secret of the GitHub App's settings page").describe(
    "The webhook secret of the GitHub App's page; at least 16 characters.",
  ),
  WEBHOOK_SECRET_PREVIOUS: secret('')
    .optional()
    .describe('The secret before, while it is being changed; both are valid.'),
  SALLYPORT_SECRET: z
    .string({ error: 'is missing: it makes the external ids of AWS roles; make one with: openssl rand -hex 32' })
    .min(32, 'is shorter than 32 characters; make one with: openssl rand -hex 32')
    .describe(
      'At least 32 characters; the external ids of AWS roles are derived from it. Changing it means changing every role.',
    ),
  ENCRYPTION_KEY: encryptionKey(
    'Encrypts what the database holds of the network, findings, reviews and webhooks; 64 hexadecimal digits. Without it they are stored readable.',
  ),
  ENCRYPTION_KEY_PREVIOUS: encryptionKey(
    'The key before, while it is being changed (`sallyport rekey`); alone: encryption is being given up.',
  ),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
    .optional()
    .describe('`postgres://…`; without it an embedded database in `DATA_DIR`.'),
  DATA_DIR: z.string().default('data').describe('Folder of the embedded database; one process at a time.'),
  EVENTS_QUEUE_URL: z
    .url({ protocol: /^https?$/, error: 'must be the URL of an SQS queue' })
    .optional()
    .describe('SQS queue of change events, filled by `deploy/cloudformation/sallyport-events.yaml`.'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('Port to listen on; 0 takes a free one.'),
  HOST: z.string().default('0.0.0.0').describe('Address to listen on; all of them, as a container needs.'),
  GITHUB_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be the URL of the REST API' })
    .optional()
    .describe('REST root of GitHub, for Enterprise Server; without it and `GHE_HOST`, `https://api.github.com`.'),
  GHE_HOST: z.string().optional().describe('The same by host name.'),
  GHE_PROTOCOL: z.enum(['http', 'https']).default('https').describe('Goes with `GHE_HOST`.'),
  GITHUB_THROTTLE: z
    .enum(['on', 'off'])
    .default('on')
    .describe('`off` only against a stand-in: writes are not spaced out then.'),
  WORKERS: z
    .enum(['on', 'off'])
    .default('on')
    .describe('`off`: this process takes webhooks only; others on the same `DATABASE_URL` do the work.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
    .default('info')
    .describe('What is logged at all.'),
});

/** The variables as JSON Schema, for the reference in the docs. */
export function environmentSchema(): object {
  return z.toJSONSchema(variables, { io: 'input' });
}

/** What the service runs with. */
export interface Environment {
  readonly port: number;
  readonly host: string;
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** The current webhook secret, then the previous one while it is being changed. */
  readonly webhookSecrets: readonly [string, ...string[]];
  readonly encryption: EncryptionKeys;
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly gitHubApiUrl: string;
  readonly gitHubThrottle: boolean;
  readonly secret: string;
  readonly eventsQueueUrl?: string;
  /** Whether this process does the work, or only takes webhooks. */
  readonly workers: boolean;
  readonly logLevel: z.output<typeof variables>['LOG_LEVEL'];
}

/**
 * Reads the environment, whole or not at all.
 * @param readFile how PRIVATE_KEY_PATH is read
 * @throws EnvironmentError naming everything missing or malformed, never a value
 */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Environment {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = variables.safeParse(set);
  const problems = result.success
    ? []
    : result.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
  const key = readPrivateKey(set, readFile);
  if ('problem' in key) problems.push(key.problem);
  if (set['WORKERS'] === 'off' && set['DATABASE_URL'] === undefined)
    problems.push('WORKERS is off, but without DATABASE_URL no other process can do the work');
  if (!result.success || 'problem' in key || problems.length > 0)
    throw new EnvironmentError(
      `Sallyport can't start. Set these environment variables:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
  const { data } = result;
  return {
    port: data.PORT,
    host: data.HOST,
    appId: data.APP_ID,
    privateKey: key.pem,
    webhookSecrets: [data.WEBHOOK_SECRET, ...(data.WEBHOOK_SECRET_PREVIOUS ? [data.WEBHOOK_SECRET_PREVIOUS] : [])],
    encryption: {
      ...(data.ENCRYPTION_KEY !== undefined && { current: data.ENCRYPTION_KEY }),
      ...(data.ENCRYPTION_KEY_PREVIOUS !== undefined && { previous: data.ENCRYPTION_KEY_PREVIOUS }),
    },
    ...(data.DATABASE_URL !== undefined && { databaseUrl: data.DATABASE_URL }),
    dataDir: data.DATA_DIR,
    gitHubApiUrl: apiUrlOf(data),
    gitHubThrottle: data.GITHUB_THROTTLE === 'on',
    secret: data.SALLYPORT_SECRET,
    ...(data.EVENTS_QUEUE_URL !== undefined && { eventsQueueUrl: data.EVENTS_QUEUE_URL }),
    workers: data.WORKERS === 'on',
    logLevel: data.LOG_LEVEL,
  };
}

/** What is needed before there is an app: where the service is, and which GitHub it is for. */
export type Place = Pick<Environment, 'port' | 'dataDir' | 'gitHubApiUrl'>;

const place = variables.pick({ PORT: true, DATA_DIR: true, GITHUB_API_URL: true, GHE_HOST: true, GHE_PROTOCOL: true });

/** @throws EnvironmentError as `readEnvironment` */
export function readPlace(environment: Readonly<Record<string, string | undefined>>): Place {
  const result = place.safeParse(Object.fromEntries(Object.entries(environment).filter(([, value]) => value)));
  if (!result.success)
    throw new EnvironmentError(`Sallyport can't start. Set these environment variables:\n${problemsOf(result.error)}`);
  const { data } = result;
  return { port: data.PORT, dataDir: data.DATA_DIR, gitHubApiUrl: apiUrlOf(data) };
}

function problemsOf({ issues }: z.ZodError): string {
  return issues.map((issue) => `  ${String(issue.path[0])} ${issue.message}`).join('\n');
}

function apiUrlOf(data: z.output<typeof place>): string {
  const { GITHUB_API_URL: url, GHE_HOST: host, GHE_PROTOCOL: protocol } = data;
  return (url ?? (host ? `${protocol}://${host}/api/v3` : 'https://api.github.com')).replace(/\/+$/, '');
}

function readPrivateKey(
  set: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): { readonly pem: string } | { readonly problem: string } {
  const inline = set['PRIVATE_KEY'];
  const path = set['PRIVATE_KEY_PATH'];
  if (inline === undefined && path === undefined)
    return {
      problem: "PRIVATE_KEY or PRIVATE_KEY_PATH is missing: the private key made on the GitHub App's settings page",
    };
  let text = inline?.replaceAll('\\n', '\n');
  if (text === undefined) {
    try {
      text = readFile(path!);
    } catch {
      return { problem: `PRIVATE_KEY_PATH names a file that can't be read: ${path}` };
    }
  } else if (!text.includes('-----BEGIN')) text = Buffer.from(text, 'base64').toString('utf8');
  const name = inline === undefined ? 'PRIVATE_KEY_PATH' : 'PRIVATE_KEY';
  if (!/-----BEGIN (RSA )?PRIVATE KEY-----/.test(text)) return { problem: `${name} holds no private key in PEM form` };
  try {
    createPrivateKey(text);
  } catch {
    return {
      problem: `${name} holds a private key that is cut off or changed; give the file as GitHub let you download it`,
    };
  }
  return { pem: text.trim() };
}
