import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Operation } from '../snapshot/index.ts';

/** The clients of one Region. */
export interface Clients {
  readonly ec2: EC2Client;
  readonly elbv2: ElasticLoadBalancingV2Client;
}

/** One read operation of AWS: what the network needs it for, and how it is called. */
export interface ReadOperation {
  /** The AWS CLI command; its shape and its parent are known to the snapshot (`shapeOf`). */
  readonly command: Operation;
  /** What a person who grants the permission gets for it. */
  readonly purpose: string;
  /** The answer page by page; `parent` is the id of the parent of operations that have one. */
  readonly pages: (clients: Clients, parent: string) => AsyncIterable<object>;
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

/** The IAM action of an AWS CLI command: `elbv2-describe-rules` is `elasticloadbalancing:DescribeRules`. */
export function iamAction(command: string): string {
  const [service, name] = command.startsWith('elbv2-')
    ? ['elasticloadbalancing', command.slice('elbv2-'.length)]
    : ['ec2', command];
  return `${service}:${name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`;
}
