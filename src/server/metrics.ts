import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

/** The service's own figures. Labels hold no names of accounts, repositories or people. */
export interface Metrics {
  readonly registry: Registry;
  readonly webhooks: Counter<'status'>;
}

/** @param registry where other rooms register theirs too */
export function createMetrics(registry = new Registry()): Metrics {
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    webhooks: new Counter({
      name: 'sallyport_webhooks_total',
      help: 'Webhook requests, by the HTTP status they were answered with.',
      labelNames: ['status'],
      registers: [registry],
    }),
  };
}
