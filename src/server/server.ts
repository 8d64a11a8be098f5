import type { ServerResponse } from 'node:http';
import { type ApplicationFunction, type Logger, Probot, Server } from 'probot';
import type { Environment } from './environment.ts';
import { healthHandler, type ReadinessChecks } from './health.ts';
import { createLog } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { stopOnSignals } from './shutdown.ts';
import { type Deliveries, webhookHandler } from './webhooks.ts';

export interface ServerOptions {
  readonly environment: Environment;
  /** Keeps each webhook and queues its handling. */
  readonly deliveries: Deliveries;
  /** What `/readyz` asks; none by default. */
  readonly readiness?: ReadinessChecks;
  readonly metrics?: Metrics;
  readonly log?: Logger;
  /** Ends in-flight work after the last request: stop the queue, close the database. */
  readonly drain?: () => Promise<void>;
  /** Drain and end the process on SIGTERM and SIGINT (default false: a process that embeds the server decides). */
  readonly handleSignals?: boolean;
}

export interface SallyportServer {
  start(): Promise<void>;
  /** Takes no more requests, answers those under way, then drains. */
  stop(): Promise<void>;
  /** The port listened on; known after `start`. */
  readonly port: number;
}

/** No URL's path can equal it, so Probot's own webhook route, which buffers before it checks, never answers. */
const NO_PATH = 'none';
/** Milliseconds a request may take to arrive; a slow sender is cut off. */
const REQUEST_TIMEOUT = 30_000;
/**
 * Milliseconds an idle connection is kept: longer than load balancers keep theirs (60 s), or they would send a webhook into
 * one that is just being closed.
 */
const KEEP_ALIVE = 75_000;

export function createServer({
  environment,
  deliveries,
  readiness = {},
  metrics = createMetrics(),
  log = createLog(environment),
  drain = () => Promise.resolve(),
  handleSignals = false,
}: ServerOptions): SallyportServer {
  let stopping: Promise<void> | undefined;
  const { appId, privateKey, webhookSecrets, port, host } = environment;
  const server = new Server({
    Probot: Probot.defaults({ appId, privateKey, secret: webhookSecrets[0], log }),
    // Probot takes 0, any free port, for absent and listens on 3000; '0' it hands on.
    port: String(port) as unknown as number,
    host,
    log,
    webhookPath: NO_PATH,
    enableStaticFiles: false,
  });
  const app: ApplicationFunction = (_probot, { addHandler }) => {
    addHandler(webhookHandler({ secrets: webhookSecrets, deliveries, metrics, log }));
    addHandler(healthHandler(readiness, metrics.registry, () => stopping !== undefined));
  };

  const underWay = new Set<ServerResponse>();

  async function stop(): Promise<void> {
    // A kept-alive connection would hold the server open for seconds after its answer.
    for (const response of underWay) response.shouldKeepAlive = false;
    await server.stop();
    await drain();
  }

  const result: SallyportServer = {
    async start() {
      await server.load(app);
      const http = await server.start();
      http.requestTimeout = REQUEST_TIMEOUT;
      http.keepAliveTimeout = KEEP_ALIVE;
      http.prependListener('request', (_request, response: ServerResponse) => {
        underWay.add(response);
        response.on('close', () => underWay.delete(response));
      });
      if (handleSignals) stopOnSignals(() => result.stop(), { log });
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
    get port() {
      return server.port;
    },
  };
  return result;
}
