import { createAppAuth } from '@octokit/auth-app';
import { z } from 'zod';
import { calling, GitHubError } from './errors.ts';

/** How the app stands on GitHub. */
export interface AppState {
  readonly slug: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  /** GitHub's clock minus this machine's, in seconds. */
  readonly clockAhead: number;
  readonly webhook: { readonly url?: string | undefined; readonly contentType?: string | undefined } | undefined;
  /** The newest webhooks, newest first; undefined where GitHub keeps no log of them. */
  readonly deliveries:
    | readonly { readonly at: string; readonly event: string; readonly statusCode: number }[]
    | undefined;
}

const app = z.object({ slug: z.string(), permissions: z.record(z.string(), z.string()), events: z.array(z.string()) });
const hook = z.object({ url: z.string().optional(), content_type: z.string().optional() });
const deliveries = z.array(z.object({ delivered_at: z.string(), event: z.string(), status_code: z.int() }));

/**
 * Asks GitHub about the app as the app itself, whatever this machine's clock says: it may be what is wrong.
 * @throws GitHubError when GitHub does not know it
 */
export async function inspectApp(
  { appId, privateKey, baseUrl }: { readonly appId: number; readonly privateKey: string; readonly baseUrl: string },
  now: () => number = Date.now,
): Promise<AppState> {
  const first = await fetch(`${baseUrl}/rate_limit`);
  const clockAhead = Math.round((Date.parse(first.headers.get('date') ?? '') - now()) / 1000) || 0;
  const { token } = await createAppAuth({ appId, privateKey })({ type: 'app' });
  const get = <T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> =>
    calling(`read ${path}`, async () => {
      const response = await fetch(`${baseUrl}${path}`, {
        headers: { authorization: `bearer ${token}`, accept: 'application/vnd.github+json' },
      });
      if (response.status === 404) return undefined;
      if (!response.ok)
        throw new GitHubError(
          `GitHub answered ${response.status} to '${path}'. See that APP_ID and the private key belong together${Math.abs(clockAhead) > 60 ? ', and that the clock is right' : ''}.`,
          response.status,
          undefined,
        );
      return schema.parse(await response.json());
    });
  const state = await get('/app', app);
  if (!state) throw new GitHubError('GitHub knows no app of this APP_ID and private key.', 404, undefined);
  const configured = await get('/app/hook/config', hook);
  const log = await get('/app/hook/deliveries?per_page=30', deliveries);
  return {
    ...state,
    clockAhead,
    webhook: configured && { url: configured.url, contentType: configured.content_type },
    deliveries: log?.map(({ delivered_at: at, event, status_code: statusCode }) => ({ at, event, statusCode })),
  };
}
