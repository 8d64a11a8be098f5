import { AssumeRoleCommand, type Credentials, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { AccountError, errorReason } from './error.ts';
import { allow } from './operations.ts';
import { partitionOf } from './partition.ts';

/** The shortest session AWS grants, in seconds: what leaks is soon worth nothing. */
const SESSION_SECONDS = 900;

/** A session that ends sooner than this, in milliseconds, is renewed before it is used again. */
const RENEW_BEFORE = 2 * 60_000;

export type BaseCredentials = NonNullable<STSClientConfig['credentials']>;
export type RetryStrategy = NonNullable<STSClientConfig['retryStrategy']>;

export interface SessionRequest {
  /** Twelve digits. */
  readonly account: string;
  /** Role name, optionally with its path, or ARN. */
  readonly role: string;
  readonly externalId?: string;
  /** What the session may do at most, as an IAM policy. */
  readonly policy: string;
  /** ARN of a role to assume on the way, with the same external id: where only a hub account may enter the others. */
  readonly via?: string;
  /** Where STS is asked: the regional endpoint, whose tokens are valid in every Region. */
  readonly region: string;
  /** Who asks. Defaults to the SDK's own chain: environment, profile, instance or container role. */
  readonly credentials?: BaseCredentials;
  /** Shown in the account's CloudTrail. */
  readonly sessionName: string;
  readonly clock: () => Date;
  readonly retryStrategy?: RetryStrategy;
}

/** Temporary credentials for one account, renewed as they run out. */
export interface Session {
  /** @throws AccountError when the role cannot be assumed */
  readonly credentials: () => Promise<SessionCredentials>;
  /** Says that AWS took these for expired; a later call gets others. */
  readonly expire: (credentials: SessionCredentials) => Promise<void>;
}

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** A session of a role in another account. The role is assumed at the first use, once for all who wait for it. */
export function openSession(asked: SessionRequest): Session {
  const roleArn = roleArnOf(asked);
  const request =
    asked.via === undefined ? asked : { ...asked, credentials: passingThrough(asked.via, roleArn, asked) };
  let current: Promise<SessionCredentials> | undefined;
  const renew = (): Promise<SessionCredentials> => {
    const renewed = assumeRole(roleArn, request);
    current = renewed;
    renewed.catch(() => {
      if (current === renewed) current = undefined;
    });
    return renewed;
  };
  return {
    credentials: async () => {
      const held = current;
      if (held === undefined) return renew();
      const credentials = await held;
      const endsSoon = credentials.expiration.getTime() - request.clock().getTime() < RENEW_BEFORE;
      if (!endsSoon) return credentials;
      // Whoever comes first renews; the others find `current` replaced.
      return current === held || current === undefined ? renew() : current;
    },
    expire: async (credentials) => {
      const held = current;
      const known = await held?.catch(() => undefined);
      if (known === credentials && current === held) current = undefined;
    },
  };
}

/** The ARN of the role in the account, in the partition of the Region. */
function roleArnOf({ account, role, region }: SessionRequest): string {
  if (!/^\d{12}$/.test(account)) throw new AccountError(`'${account}' is no AWS account id; give its twelve digits`);
  if (!role.startsWith('arn:')) return `arn:${partitionOf(region)}:iam::${account}:role/${role.replace(/^\//, '')}`;
  if (role.split(':')[4] !== account)
    throw new AccountError(`${role} is no role of account ${account}; give a role of that account, or just its name`);
  return role;
}

/** A session of the role on the way, good for nothing but entering the next. */
function passingThrough(via: string, roleArn: string, { via: _, ...request }: SessionRequest): BaseCredentials {
  const account = via.split(':')[4] ?? '';
  const hub = openSession({ ...request, account, role: via, policy: allow(['sts:AssumeRole'], roleArn) });
  return () => hub.credentials();
}

async function assumeRole(roleArn: string, request: SessionRequest): Promise<SessionCredentials> {
  const { region, credentials, externalId, sessionName, policy, retryStrategy } = request;
  const sts = new STSClient({ region, ...(credentials && { credentials }), ...(retryStrategy && { retryStrategy }) });
  try {
    const output = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        DurationSeconds: SESSION_SECONDS,
        Policy: policy,
        ...(externalId !== undefined && { ExternalId: externalId }),
      }),
    );
    return complete(output.Credentials, roleArn);
  } catch (cause) {
    if (cause instanceof AccountError) throw cause;
    throw new AccountError(`cannot assume ${roleArn} (${errorReason(cause)}); ${advice(cause)}`, { cause });
  } finally {
    sts.destroy();
  }
}

function advice(cause: unknown): string {
  if (cause instanceof Error && cause.name === 'CredentialsProviderError')
    return 'give this machine AWS credentials: a role, AWS_ACCESS_KEY_ID, or a profile';
  return 'check that the role exists, that its trust policy names the caller, and the external id, which `sallyport link` prints';
}

function complete(credentials: Credentials | undefined, roleArn: string): SessionCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
    throw new AccountError(`STS answered without credentials for ${roleArn}; try again`);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}
