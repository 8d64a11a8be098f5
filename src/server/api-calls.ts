import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { correlation } from './correlation.ts';

/** One request to an API and how it was answered. */
export interface ApiCall {
  readonly api: 'github' | 'aws';
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly milliseconds: number;
  /** What set off the call. */
  readonly correlation: string | undefined;
}

type Started = Omit<ApiCall, 'status' | 'milliseconds'> & { readonly at: number };

/** What the channels carry, as far as it is needed. @see https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md */
interface FetchMessage {
  readonly request: { readonly origin?: string | URL; readonly path?: string; readonly method?: string };
  readonly response?: { readonly statusCode: number };
}
/** @see https://nodejs.org/api/diagnostics_channel.html#http */
interface HttpMessage {
  readonly request: { readonly host?: string; readonly path?: string; readonly method?: string };
  readonly response?: { readonly statusCode?: number };
}

const AWS = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

/**
 * Tells of every request this process makes to GitHub and AWS, retries and tokens included, as Node itself reports them: no
 * client can forget to.
 * @param gitHubApiUrl REST root of GitHub
 * @returns a function that ends it
 */
export function watchApiCalls(gitHubApiUrl: string, tell: (call: ApiCall) => void): () => void {
  const gitHub = new URL(gitHubApiUrl).host;
  const open = new WeakMap<object, Started>();
  const apiOf = (host: string): ApiCall['api'] | undefined =>
    host === gitHub ? 'github' : AWS.test(host.replace(/:\d+$/, '')) ? 'aws' : undefined;
  const start = (request: object, host: string, method = 'GET', path = '/') => {
    const api = apiOf(host);
    if (api)
      open.set(request, { api, method, path: path.split('?')[0]!, correlation: correlation(), at: performance.now() });
  };
  const end = (request: object, status: number) => {
    const started = open.get(request);
    if (!started) return;
    open.delete(request);
    const { at, ...call } = started;
    tell({ ...call, status, milliseconds: Math.round(performance.now() - at) });
  };
  const listeners: Readonly<Record<string, (message: unknown) => void>> = {
    'undici:request:create': (message) => {
      const { request } = message as FetchMessage;
      start(request, request.origin === undefined ? '' : new URL(request.origin).host, request.method, request.path);
    },
    'undici:request:headers': (message) => {
      const { request, response } = message as FetchMessage;
      end(request, response?.statusCode ?? 0);
    },
    'undici:request:error': (message) => end((message as FetchMessage).request, 0),
    'http.client.request.start': (message) => {
      const { request } = message as HttpMessage;
      start(request, request.host ?? '', request.method, request.path);
    },
    'http.client.response.finish': (message) => {
      const { request, response } = message as HttpMessage;
      end(request, response?.statusCode ?? 0);
    },
    'http.client.request.error': (message) => end((message as HttpMessage).request, 0),
  };
  for (const [channel, listener] of Object.entries(listeners)) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of Object.entries(listeners)) unsubscribe(channel, listener);
  };
}
