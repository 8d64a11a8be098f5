import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type EstateSize, LISTINGS } from './loopback-estate.ts';

/** What goes wrong, each as a share of the requests, spread evenly. */
export interface Faults {
  /** 503 RequestLimitExceeded. */
  readonly throttled?: number;
  /** The connection ends half-way through the answer. */
  readonly dropped?: number;
  /** HTTP says that the answer is whole, but its XML ends half-way. */
  readonly truncated?: number;
  /** Every session's credentials are called expired after this many requests. */
  readonly requestsPerSession?: number;
}

export interface Seen {
  /** Access key: every session has its own. */
  readonly session: string;
  readonly account: string;
  readonly region: string;
  readonly action: string;
}

export interface Loopback {
  /** For `AWS_ENDPOINT_URL`: every client of the SDK then asks here. */
  readonly url: string;
  readonly seen: readonly Seen[];
  /** From now on this goes wrong. */
  fail(faults: Faults): void;
  stop(): Promise<void>;
}

export interface LoopbackOptions {
  readonly size: EstateSize;
  readonly faults?: Faults;
  /** Answers an action in place of the estate: the inner XML. */
  readonly answer?: (request: Seen, parameters: URLSearchParams) => string | undefined;
}

const STS = 'https://sts.amazonaws.com/doc/2011-06-15/';
const ELB = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';

/** AWS on this machine's loopback: STS gives sessions, EC2 pages through an estate, load balancing has nothing. */
export async function startLoopback({ size, faults: first = {}, answer }: LoopbackOptions): Promise<Loopback> {
  const seen: Seen[] = [];
  const uses = new Map<string, number>();
  let faults = first;
  let due = shares(faults);
  let sessions = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parameters = new URLSearchParams(await text(request));
    const action = parameters.get('Action') ?? '';
    const [, key = '', region = '', service = ''] =
      /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    if (service === 'sts') {
      const account = (parameters.get('RoleArn') ?? '').split(':')[4] ?? '';
      const id = `ASIA${account}N${++sessions}`;
      return send(response, query(action, STS, credentials(id)));
    }
    const account = /^ASIA(\d{12})/.exec(key)?.[1] ?? '';
    const used = (uses.get(key) ?? 0) + 1;
    uses.set(key, used);
    if (used > (faults.requestsPerSession ?? Number.POSITIVE_INFINITY))
      return service === 'ec2'
        ? fail(response, 400, 'RequestExpired', 'Request has expired.')
        : send(response, queryError('ExpiredToken', 'The security token included in the request is expired'), 403);
    const fault = due();
    if (fault === 'throttled')
      return service === 'ec2'
        ? fail(response, 503, 'RequestLimitExceeded', 'Request limit exceeded.')
        : send(response, queryError('Throttling', 'Rate exceeded'), 400);
    const asked = { session: key, account, region, action };
    seen.push(asked);
    const inner = answer?.(asked, parameters) ?? page(action, parameters, size, account);
    const body = service === 'ec2' ? ec2(action, inner) : query(action, ELB, '');
    if (fault === 'truncated') return send(response, body.slice(0, body.length >> 1));
    if (fault === 'dropped') {
      response.writeHead(200, { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) });
      response.write(body.slice(0, body.length >> 1), () => response.destroy());
      return;
    }
    send(response, body);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    fail: (next) => {
      faults = next;
      due = shares(next);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function page(action: string, parameters: URLSearchParams, size: EstateSize, account: string): string {
  const listing = LISTINGS[action];
  if (!listing) return '';
  const from = Number(parameters.get('NextToken') ?? 0);
  const count = listing.count(size);
  const to = Math.min(count, from + Number(parameters.get('MaxResults') ?? 1_000));
  const items: string[] = [];
  for (let index = from; index < to; index++) items.push(`<item>${listing.item(index, size, account)}</item>`);
  return `<${listing.set}>${items.join('')}</${listing.set}>${to < count ? `<nextToken>${to}</nextToken>` : ''}`;
}

/** Says of each request what goes wrong with it, so that after any number of them each fault had its share. */
function shares(faults: Faults): () => 'throttled' | 'dropped' | 'truncated' | undefined {
  const owed = { throttled: 0, dropped: 0, truncated: 0 };
  return () => {
    for (const kind of ['throttled', 'dropped', 'truncated'] as const) owed[kind] += faults[kind] ?? 0;
    for (const kind of ['throttled', 'dropped', 'truncated'] as const)
      if (owed[kind] >= 1) {
        owed[kind]--;
        return kind;
      }
    return undefined;
  };
}

function ec2(action: string, inner: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${inner}</${action}Response>`;
}

function query(action: string, namespace: string, inner: string): string {
  return `<${action}Response xmlns="${namespace}"><${action}Result>${inner}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`;
}

function queryError(code: string, message: string): string {
  return `<ErrorResponse xmlns="${STS}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
}

function credentials(id: string): string {
  const expiration = new Date(Date.now() + 900_000).toISOString();
  return `<Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expiration}</Expiration></Credentials>`;
}

function fail(response: ServerResponse, status: number, code: string, message: string): void {
  send(
    response,
    `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`,
    status,
  );
}

function send(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) }).end(body);
}
