import { z } from 'zod';
import { SetupError } from './error.ts';

/** The app that GitHub registered, with what it tells only once. */
export interface NewApp {
  readonly id: number;
  readonly slug: string;
  readonly htmlUrl: string;
  readonly owner: string;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
}

const answer = z
  .object({
    id: z.int(),
    slug: z.string(),
    html_url: z.url(),
    owner: z.object({ login: z.string() }),
    pem: z.string(),
    webhook_secret: z.string(),
  })
  .transform(({ id, slug, html_url: htmlUrl, owner, pem: privateKey, webhook_secret: webhookSecret }) => ({
    id,
    slug,
    htmlUrl,
    owner: owner.login,
    privateKey,
    webhookSecret,
  }));

/**
 * Exchanges the code of the manifest flow, which is good once and for an hour, for the app's credentials.
 * @param apiUrl REST root of GitHub
 * @throws SetupError when GitHub refuses; never with what it answered, which may hold a key
 */
export async function convert(apiUrl: string, code: string): Promise<NewApp> {
  const url = `${apiUrl}/app-manifests/${encodeURIComponent(code)}/conversions`;
  const response = await fetch(url, { method: 'POST', headers: { accept: 'application/vnd.github+json' } }).catch(
    (error: unknown) => {
      throw new SetupError(`GitHub at ${apiUrl} can't be reached from here; reload the page to try again.`, {
        cause: error,
      });
    },
  );
  if (response.status !== 201)
    throw new SetupError(
      `GitHub answered ${response.status} to the code of the new app: it is good once and for an hour. Delete the app on its page and start again.`,
    );
  const app = answer.safeParse(await response.json());
  if (!app.success)
    throw new SetupError("GitHub's answer lacks the new app's credentials. Generate a key on its page.");
  return app.data;
}
