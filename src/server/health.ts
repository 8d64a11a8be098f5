import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

/**
 * Parts the service needs in order to work, by name; each rejects while its part is out of order. With `DegradedError` it
 * says that webhooks can be taken all the same, so that nobody stops sending them.
 */
export type ReadinessChecks = Readonly<Record<string, () => Promise<unknown>>>;

/** A part does not answer, which is not this process's fault and passes: what comes in is kept until it does. */
export class DegradedError extends Error {}

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
        const { failed, degraded } = isStopping() ? { failed: ['stopping'], degraded: [] } : await ask(checks);
        const ready = failed.length === 0;
        const answer = { ready, failed, ...(degraded.length > 0 && { degraded }) };
        send(ready ? 200 : 503, 'application/json', JSON.stringify(answer));
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

async function ask(checks: ReadinessChecks): Promise<{ readonly failed: string[]; readonly degraded: string[] }> {
  const [failed, degraded]: [string[], string[]] = [[], []];
  await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('no answer')), CHECK_TIMEOUT);
      });
      try {
        await Promise.race([check(), timeout]);
      } catch (error) {
        (error instanceof DegradedError ? degraded : failed).push(name);
      } finally {
        clearTimeout(timer);
      }
    }),
  );
  return { failed, degraded };
}
