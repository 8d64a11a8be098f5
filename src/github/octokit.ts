import { ProbotOctokit } from 'probot';

/** What the functions of this folder need of a client; Probot's and `@octokit/rest`'s both have it. */
export type Octokit = Pick<ProbotOctokit, 'rest' | 'paginate' | 'request'>;

export interface OctokitSettings {
  /** REST root; GitHub Enterprise Server's is `https://HOST/api/v3`. Default: api.github.com. */
  readonly baseUrl?: string;
  /** Space writes and wait out rate limits (default true). Off only against a stand-in. */
  readonly throttle?: boolean;
  /** Repeat 5xx answers up to three times (default true). */
  readonly retry?: boolean;
}

const MAX_RETRIES = 3;
/** A wait longer than this (seconds) is not worth holding a worker for; the queue tries again later. */
const MAX_WAIT = 15 * 60;

/**
 * Probot's client with our settings. The function form of `defaults` is needed: Probot ignores the object form's `throttle`
 * and by default gives up at the first secondary limit.
 */
export function octokitClass({ baseUrl, throttle = true, retry = true }: OctokitSettings = {}): typeof ProbotOctokit {
  const onLimit = (retryAfter: number, _request: object, _octokit: object, retryCount: number) =>
    retryCount < MAX_RETRIES && retryAfter <= MAX_WAIT;
  return ProbotOctokit.defaults((options: OctokitOptions) => ({
    ...options,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(options.log && { log: withoutBodies(options.log) }),
    retry: { ...options['retry'], enabled: retry },
    throttle: { ...options['throttle'], enabled: throttle, onRateLimit: onLimit, onSecondaryRateLimit: onLimit },
  }));
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
