import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AccountError, errorReason } from './error.ts';

/**
 * ARN of what the service runs as: the principal that roles must trust.
 * @param region one of the partition the service has credentials of
 * @throws AccountError when the machine has no credentials, or they are not taken
 */
export async function callerArn(region = 'us-east-1'): Promise<string> {
  const sts = new STSClient({ region });
  try {
    const { Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return principalOf(Arn);
  } catch (cause) {
    throw new AccountError(
      `this machine's AWS credentials cannot be used (${errorReason(cause)}); give it a role, a profile or AWS_ACCESS_KEY_ID`,
      { cause },
    );
  } finally {
    sts.destroy();
  }
}

/** A session's ARN names the role it is of, which is what a trust policy names; its path is not in it. */
export function principalOf(arn: string): string {
  const [, partition, account, role] = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return role === undefined ? arn : `arn:${partition}:iam::${account}:role/${role}`;
}
