import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingClient } from '@aws-sdk/client-elastic-load-balancing';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SSMClient } from '@aws-sdk/client-ssm';
import { isExpiry } from './error.ts';
import type { Clients } from './read-operation.ts';
import type { RetryStrategy, Session, SessionCredentials } from './session.ts';
import { type Rate, type Take, tokenBucket } from './token-bucket.ts';
import { readWhole } from './whole-answer.ts';

/** Attempts of one call, throttled ones included; the adaptive mode also slows the client down. */
const MAX_ATTEMPTS = 12;
/** Milliseconds a call may take to connect, and to answer: one that hangs is tried again rather than waited for. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 60_000 };

/**
 * Half of what AWS grants an account in a Region, so that the account's own tools keep the other half.
 * EC2 counts each API by itself (EC2 Developer Guide, "Request throttling": 100 at once, then 20 a second); load balancing counts all its describe calls together (40, then 10); CloudTrail allows two lookups a second.
 */
const RATES: Readonly<Record<keyof Clients, Rate & { readonly per: 'api' | 'service' }>> = {
  ec2: { per: 'api', size: 50, refill: 10 },
  elbv2: { per: 'service', size: 20, refill: 5 },
  elb: { per: 'service', size: 20, refill: 5 },
  quotas: { per: 'service', size: 5, refill: 5 },
  trail: { per: 'service', size: 1, refill: 1 },
  ssm: { per: 'service', size: 5, refill: 5 },
};

/** The clients of one Region, whose calls go on in a new session when AWS calls the old one expired. */
export function openClients(session: Session, region: string, retryStrategy?: RetryStrategy): Clients {
  const config = {
    region,
    credentials: () => unremembered(session),
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'adaptive',
    requestHandler: TIMEOUTS,
    ...(retryStrategy && { retryStrategy }),
  };
  const clients: Clients = {
    ec2: new EC2Client(config),
    elbv2: new ElasticLoadBalancingV2Client(config),
    elb: new ElasticLoadBalancingClient(config),
    quotas: new ServiceQuotasClient(config),
    trail: new CloudTrailClient(config),
    ssm: new SSMClient(config),
  };
  for (const [name, client] of Object.entries(clients)) {
    const middleware = client as unknown as Middleware;
    renewing(middleware, session);
    paced(middleware, RATES[name as keyof Clients]);
    whole(middleware);
  }
  return clients;
}

export function closeClients(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}

/** The SDK remembers credentials until they expire by its own clock; ones past their end it asks for every time. */
async function unremembered(session: Session): Promise<SessionCredentials> {
  return { ...(await session.credentials()), expiration: new Date(0) };
}

/** The few words of the SDK's middleware that are needed here, the same for all clients. */
interface Middleware {
  readonly middlewareStack: {
    add(
      middleware: <Output>(
        next: (args: never) => Promise<Output>,
        context: { readonly commandName?: string },
      ) => (args: never) => Promise<Output>,
      options: { readonly step: string; readonly name: string; readonly priority?: 'low' },
    ): void;
  };
}

/** How often one call may go on in a new session: retries of a throttled call can outlast the one it began in. */
const MAX_RENEWALS = 5;

/** Outermost, so that the next try signs anew. */
function renewing(client: Middleware, session: Session): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      for (let renewals = 0; ; renewals++) {
        const used = await session.credentials();
        try {
          return await next(args);
        } catch (error) {
          if (!isExpiry(error) || renewals === MAX_RENEWALS) throw error;
          await session.expire(used);
        }
      }
    },
    { step: 'initialize', name: 'renewExpiredSession' },
  );
}

/** Inside the retries: every attempt is a request that AWS counts. */
function paced(client: Middleware, { per, ...rate }: Rate & { readonly per: 'api' | 'service' }): void {
  const buckets = new Map<string, Take>();
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const name = per === 'api' ? commandName : '';
        const take = buckets.get(name) ?? tokenBucket(rate);
        buckets.set(name, take);
        await take();
        return next(args);
      },
    { step: 'finalizeRequest', name: 'tokenBucket', priority: 'low' },
  );
}

/** Nearest to the wire, below the parser. */
function whole(client: Middleware): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const output = await next(args);
      await readWhole((output as { readonly response: { body?: unknown } }).response);
      return output;
    },
    { step: 'deserialize', name: 'readWholeAnswer', priority: 'low' },
  );
}
