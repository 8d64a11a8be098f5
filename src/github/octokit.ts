import { ProbotOctokit } from 'probot';

/** What the functions of this folder need of a client; Probot's and `@octokit/rest`'s both have it. */
export type Octokit = Pick<ProbotOctokit, 'rest' | 'paginate' | 'request' | 'graphql'>;

export interface OctokitSettings {
  /** REST root; GitHub Enterprise Server's is `https://HOST/api/v3`. Default: api.github.com. */
  readonly baseUrl?: string;
  /** Space writes and wait out rate limits (default true). Off only against a stand-in. */
  readonly throttle?: boolean;
  /** Repeat what was answered with a 5xx up to three times, unless it creates something (default true). */
  readonly retry?: boolean;
}

/** Where the repositories of a client are in a browser: `github.com`, or the host of an Enterprise Server. */
export function hostOf({ request }: Octokit): string {
  const { hostname } = new URL(request.endpoint.DEFAULTS.baseUrl);
  return hostname.replace(/^api\.(?=github\.com$|.*\.ghe\.com$)/, '');
}

const MAX_RETRIES = 3;
/** A wait longer than this (seconds) is not worth holding a worker for; the queue tries again later. */
const MAX_WAIT = 2 * 60;

/** Answers that another try won't change; 429 is the throttle's to wait out. */
const FINAL = [400, 401, 403, 404, 410, 422, 429, 451];

/**
 * Probot's client with our settings. The function form of `defaults` is needed: Probot ignores the object form's `throttle`
 * and by default gives up at the first secondary limit.
 */
export function octokitClass({ baseUrl, throttle = true, retry = true }: OctokitSettings = {}): typeof ProbotOctokit {
  const onLimit = (retryAfter: number, _request: object, _octokit: object, retryCount: number) =>
    retryCount < MAX_RETRIES && retryAfter <= MAX_WAIT;
  return ProbotOctokit.plugin(neverRepeatCreation).defaults((options: OctokitOptions) => ({
    ...options,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(options.log && { log: withoutBodies(options.log) }),
    retry: { ...options['retry'], enabled: retry, doNotRetry: FINAL },
    throttle: { ...options['throttle'], enabled: throttle, onRateLimit: onLimit, onSecondaryRateLimit: onLimit },
  }));
}

/** A 5xx to a POST may come after the issue or comment was made: who asked looks first whether it is there. */
function neverRepeatCreation(octokit: Pick<ProbotOctokit, 'hook'>): void {
  octokit.hook.before('request', (request) => {
    if (request.method === 'POST') request.request['retries'] = 0;
  });
}

type OctokitOptions = NonNullable<ConstructorParameters<typeof ProbotOctokit>[0]>;
type Log = NonNullable<OctokitOptions['log']>;

/** Probot logs every request's body at debug level; ours hold what is exposed, so only the message passes. */
function withoutBodies(log: Log): Log {
  const message =
    (level: keyof Log) =>
    (...args: unknown[]): void => {
      const text = args.find((arg) => typeof arg === 'string');
      if (text !== undefined) log[level](text);
    };
  return { debug: message('debug'), info: message('info'), warn: message('warn'), error: message('error') };
}
