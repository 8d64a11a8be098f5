import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'probot';
import { bodyReader, type Refused } from './body.ts';
import { correlated } from './correlation.ts';
import { callsOf, PayloadError } from './handlers.ts';
import type { Metrics } from './metrics.ts';
import { isSigned } from './signature.ts';

/** Where deliveries are kept; the store implements it. */
export interface Deliveries {
  /**
   * Keeps a delivery and queues its handling, in one transaction.
   * @param id GitHub's GUID of the delivery
   * @param bytes how large it came
   * @returns false when this id has been kept before
   */
  accept(id: string, event: string, payload: object, bytes: number): Promise<boolean>;
}

const WEBHOOK_PATH = '/api/github/webhooks';
const MEGABYTE = 1024 * 1024;
/** GitHub caps payloads at 25 MB. */
const LIMITS = { body: 25 * MEGABYTE, total: 200 * MEGABYTE };
const REFUSALS: { readonly [reason in Refused]: Answer } = {
  'too-large': [413, 'larger than 25 MB'],
  busy: [503, 'busy, redeliver later'],
};

interface WebhookOptions {
  readonly secrets: readonly string[];
  readonly deliveries: Deliveries;
  readonly metrics: Metrics;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

type Answer = readonly [status: number, text: string];

/**
 * Takes webhooks in the only safe order: size, signature, then JSON; kept before it is acknowledged, handled afterwards. The
 * log has the delivery's id, event and outcome, never its content.
 * @returns a handler in Probot's form: true when the request was a webhook
 */
export function webhookHandler(options: WebhookOptions) {
  const readBody = bodyReader(LIMITS);
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    if (request.url?.split('?')[0] !== WEBHOOK_PATH) return false;
    const [status, text] = await receive(request, readBody, options).catch((error: unknown): Answer => {
      // The message only: a database's error may quote the payload in its other fields.
      const reason = error instanceof Error ? error.message : 'unknown';
      options.log.error({ reason, delivery: header(request, 'x-github-delivery') }, 'webhook could not be kept');
      return error instanceof PayloadError ? [400, 'unknown form'] : [503, 'not kept, redeliver later'];
    });
    response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
    options.metrics.webhooks.inc({ status: String(status) });
    return true;
  };
}

async function receive(
  request: IncomingMessage,
  readBody: ReturnType<typeof bodyReader>,
  { secrets, deliveries, log }: WebhookOptions,
): Promise<Answer> {
  if (request.method !== 'POST') return [405, 'POST only'];
  const body = await readBody(request);
  if (!Buffer.isBuffer(body)) return REFUSALS[body];
  const id = header(request, 'x-github-delivery');
  const event = header(request, 'x-github-event');
  const signature = header(request, 'x-hub-signature-256');
  if (!signature || !isSigned(body, signature, secrets)) {
    log.warn({ from: request.socket.remoteAddress }, 'webhook without a valid signature refused');
    return [401, 'signature missing or wrong'];
  }
  if (!/^[\w-]{1,100}$/.test(id) || !/^[a-z_]{1,64}$/.test(event)) return [400, 'delivery id or event missing'];
  if (!/^application\/json\b/i.test(header(request, 'content-type')))
    return [415, "set the webhook's content type to application/json"];
  const payload = parseJson(body);
  if (payload === undefined) return [400, 'not JSON'];
  if (!asksForSomething(event, payload)) return [202, 'ignored'];
  return correlated(id, async () => {
    const isNew = await deliveries.accept(id, event, payload, body.length);
    log.info({ delivery: id, event, action: payload['action'] }, isNew ? 'webhook kept' : 'webhook repeated');
    return [202, isNew ? 'kept' : 'known already'];
  });
}

/** Most of what GitHub sends (pushes, remarks) asks for nothing, and is not kept: people's words are none of our business. */
function asksForSomething(event: string, payload: object): boolean {
  return callsOf({ event, payload }).length > 0;
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function parseJson(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
