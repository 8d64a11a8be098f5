import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { isExpiry } from './error.ts';
import type { Clients } from './read-operation.ts';
import type { RetryStrategy, Session, SessionCredentials } from './session.ts';

/** Attempts of one call, throttled ones included; the adaptive mode also slows the client down. */
const MAX_ATTEMPTS = 8;

/** The clients of one Region, whose calls go on in a new session when AWS calls the old one expired. */
export function openClients(session: Session, region: string, retryStrategy?: RetryStrategy): Clients {
  const config = {
    region,
    credentials: () => unremembered(session),
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'adaptive',
    ...(retryStrategy && { retryStrategy }),
  };
  const clients = { ec2: new EC2Client(config), elbv2: new ElasticLoadBalancingV2Client(config) };
  renewing(clients.ec2, session);
  renewing(clients.elbv2, session);
  return clients;
}

export function closeClients({ ec2, elbv2 }: Clients): void {
  ec2.destroy();
  elbv2.destroy();
}

/** The SDK remembers credentials until they expire by its own clock; ones past their end it asks for every time. */
async function unremembered(session: Session): Promise<SessionCredentials> {
  return { ...(await session.credentials()), expiration: new Date(0) };
}

/** The few words of the SDK's middleware that are needed here, the same for both clients. */
interface Middleware {
  readonly middlewareStack: {
    add(
      middleware: <Output>(next: (args: never) => Promise<Output>) => (args: never) => Promise<Output>,
      options: { readonly step: 'initialize'; readonly name: string },
    ): void;
  };
}

/** Outermost, so that the second try signs anew. */
function renewing(client: Middleware, session: Session): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const used = await session.credentials();
      try {
        return await next(args);
      } catch (error) {
        if (!isExpiry(error)) throw error;
        await session.expire(used);
        return next(args);
      }
    },
    { step: 'initialize', name: 'renewExpiredSession' },
  );
}
