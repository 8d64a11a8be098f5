import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ApiCall } from './api-calls.ts';

/** What is asked when the figures are: by other processes on the same database it may change without an event here. */
export interface MetricSources {
  /** Jobs that wait, by queue. */
  waiting(): Promise<Readonly<Record<string, number>>>;
  /** Jobs that were given up, by queue. */
  givenUp(): Promise<Readonly<Record<string, number>>>;
  /** Findings that are open, by severity. */
  findings(): Promise<Readonly<Record<string, number>>>;
}

/** The service's own figures. Labels hold no names of accounts, repositories or people. */
export interface Metrics {
  readonly registry: Registry;
  readonly webhooks: Counter<'status'>;
  readonly webhookLag: Histogram;
  readonly scans: Counter<'outcome'>;
  readonly jobs: Histogram<'queue' | 'outcome'>;
  apiCall(call: Pick<ApiCall, 'api' | 'status' | 'milliseconds'>): void;
  /** From now on the gauges ask these. */
  observe(sources: MetricSources): void;
}

const SECONDS = [0.05, 0.25, 1, 2.5, 5, 15, 60, 300, 900, 1800];

/** @param registry where other rooms register theirs too */
export function createMetrics(registry = new Registry()): Metrics {
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const apiCalls = new Histogram({
    name: 'sallyport_api_call_duration_seconds',
    help: 'Requests to GitHub and AWS, retries included, by the HTTP status they were answered with; 0: no answer.',
    labelNames: ['api', 'status'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers,
  });
  return {
    registry,
    webhooks: new Counter({
      name: 'sallyport_webhooks_total',
      help: 'Webhook requests, by the HTTP status they were answered with.',
      labelNames: ['status'],
      registers,
    }),
    webhookLag: new Histogram({
      name: 'sallyport_webhook_lag_seconds',
      help: 'From the arrival of a webhook until what it asks for is done or queued.',
      buckets: SECONDS,
      registers,
    }),
    scans: new Counter({
      name: 'sallyport_scans_total',
      help: 'Scans of an account and Region: complete, partial (some calls failed that the network needs), unreadable (nothing was read), unlinked.',
      labelNames: ['outcome'],
      registers,
    }),
    jobs: new Histogram({
      name: 'sallyport_job_duration_seconds',
      help: 'Jobs run by this process, by queue, done or failed.',
      labelNames: ['queue', 'outcome'],
      buckets: SECONDS,
      registers,
    }),
    apiCall({ api, status, milliseconds }) {
      apiCalls.observe({ api, status: String(status) }, milliseconds / 1000);
    },
    observe({ waiting, givenUp, findings }) {
      gauge(registry, 'sallyport_jobs_waiting', 'Jobs that wait for a worker, by queue.', 'queue', waiting);
      const help = 'Jobs that were given up after all their tries in the last 14 days, by queue.';
      gauge(registry, 'sallyport_jobs_given_up', help, 'queue', givenUp);
      gauge(registry, 'sallyport_findings', 'Open findings, by severity.', 'severity', findings);
    },
  };
}

/** A gauge that asks when it is asked. Without an answer it has no value, and the other figures are told all the same. */
function gauge(
  registry: Registry,
  name: string,
  help: string,
  label: string,
  ask: () => Promise<Readonly<Record<string, number>>>,
): void {
  new Gauge({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    async collect() {
      this.reset();
      const values = await ask().catch(() => ({}));
      for (const [value, count] of Object.entries(values)) this.set({ [label]: value }, count);
    },
  });
}
