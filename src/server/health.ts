import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

/** Parts the service needs in order to work, by name; each rejects while its part is out of order. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<unknown>>>;

const CHECK_TIMEOUT = 3_000;

/**
 * `/healthz`: the process answers. `/readyz`: it can work, else 503 naming the parts that can't. `/metrics`: for Prometheus.
 * @returns a handler in Probot's form: true when the request was for one of them
 */
export function healthHandler(checks: ReadinessChecks, registry: Registry, isStopping: () => boolean) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const send = (status: number, type: string, text: string) =>
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
    switch (request.url?.split('?')[0]) {
      case '/healthz':
        send(200, 'text/plain', 'ok\n');
        return true;
      case '/readyz': {
        const failed = isStopping() ? ['stopping'] : await failing(checks);
        send(
          failed.length === 0 ? 200 : 503,
          'application/json',
          JSON.stringify({ ready: failed.length === 0, failed }),
        );
        return true;
      }
      case '/metrics':
        send(200, registry.contentType, await registry.metrics());
        return true;
      default:
        return false;
    }
  };
}

async function failing(checks: ReadinessChecks): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('no answer')), CHECK_TIMEOUT);
      });
      try {
        await Promise.race([check(), timeout]);
        return [];
      } catch {
        return [name];
      } finally {
        clearTimeout(timer);
      }
    }),
  );
  return results.flat();
}
