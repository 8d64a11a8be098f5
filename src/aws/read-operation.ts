import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancingClient } from '@aws-sdk/client-elastic-load-balancing';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { ExtraOperation, Operation } from '../snapshot/index.ts';

/** The clients of one Region. */
export interface Clients {
  readonly ec2: EC2Client;
  readonly elbv2: ElasticLoadBalancingV2Client;
  readonly elb: ElasticLoadBalancingClient;
  readonly quotas: ServiceQuotasClient;
  readonly trail: CloudTrailClient;
  readonly ssm: SSMClient;
}

/** One read operation of AWS: what the network needs it for, and how it is called. */
export interface ReadOperation {
  /** The AWS CLI command; its shape and its parent are known to the snapshot (`shapeOf`). */
  readonly command: Operation | ExtraOperation;
  /** What a person who grants the permission gets for it. */
  readonly purpose: string;
  /** The answer page by page; `parents` are the ids one call is about, of operations that have any, `now` when the scan began. */
  readonly pages: (clients: Clients, parents: readonly string[], now: Date) => AsyncIterable<object>;
  /** Parents the call need not be made for. */
  readonly skips?: (parent: string) => boolean;
}

/** A page of 1,000 groups blocks the event loop for over a second; AWS allows less than this for some calls. */
export const PAGE_SIZE = 200;

/** `DescribeRouteTables` and the calls on managed prefix lists allow no more. */
export const SMALL_PAGE_SIZE = 100;

/** The answer of a call that AWS does not page. */
export async function* once<T>(answer: Promise<T>): AsyncGenerator<T, void> {
  yield await answer;
}

/** The pages of a call the SDK has no paginator for. */
export async function* followed<T extends { readonly NextToken?: string | undefined }>(
  call: (token: string | undefined) => Promise<T>,
): AsyncGenerator<T, void> {
  let token: string | undefined;
  do {
    const page = await call(token);
    yield page;
    token = page.NextToken;
  } while (token);
}

/** What the AWS CLI calls a service, and what its permissions are called; what has no such prefix is EC2's. */
const SERVICES: readonly (readonly [prefix: string, iam: string])[] = [
  ['elbv2-', 'elasticloadbalancing'],
  ['elb-', 'elasticloadbalancing'],
  ['service-quotas-', 'servicequotas'],
  ['cloudtrail-', 'cloudtrail'],
  ['ssm-', 'ssm'],
  ['', 'ec2'],
];

/** The IAM action of an AWS CLI command: `elbv2-describe-rules` is `elasticloadbalancing:DescribeRules`. */
export function iamAction(command: string): string {
  for (const [prefix, service] of SERVICES)
    if (command.startsWith(prefix))
      return `${service}:${command.slice(prefix.length).replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`;
  throw new RangeError(`no service has the command '${command}'`);
}
