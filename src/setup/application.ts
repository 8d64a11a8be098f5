import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { convert, type NewApp } from './convert.ts';
import { SetupError } from './error.ts';
import { LONGEST_NAME, manifestOf } from './manifest.ts';
import { done, failure, questions, review } from './pages.ts';

export interface SetupOptions {
  readonly appYaml: string;
  /** REST root of GitHub. */
  readonly apiUrl: string;
  /** Keeps the new app's credentials; what is left to do, for the page. Called once. */
  readonly keep: (app: NewApp) => readonly string[];
}

/** A page of another site that resolves to this machine must not see the state: only these names are ours. */
const OURS = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

const choices = z.object({
  owner: z.string().regex(/^[a-z\d-]{1,39}$/i, 'is no name of an organisation'),
  publicUrl: z.url({ protocol: /^https?$/, error: 'is no URL' }),
  name: z.string().trim().min(1).max(LONGEST_NAME),
});

/** The local pages of GitHub's manifest flow: questions, what will be registered, and where GitHub sends the browser back to. */
export function createApplication({ appYaml, apiUrl, keep }: SetupOptions): Hono {
  const state = randomBytes(32).toString('hex');
  let kept: Promise<readonly string[]> | undefined;
  const app = new Hono();
  app.use(async (c, next) => {
    if (!OURS.test(c.req.header('host') ?? '')) return c.text('open this page as http://localhost', 421);
    await next();
    c.header('cache-control', 'no-store');
    // The last page is not to hold the pages' server open.
    c.header('connection', 'close');
    c.header('referrer-policy', 'no-referrer');
    c.header('x-frame-options', 'DENY');
    return undefined;
  });
  app.onError((error, c) => {
    if (!(error instanceof SetupError)) throw error;
    return c.html(failure(error.message), 400);
  });

  app.get('/', (c) => c.html(questions()));
  app.get('/review', (c) => {
    const chosen = choices.safeParse(c.req.query());
    if (!chosen.success) throw new SetupError(z.prettifyError(chosen.error));
    const manifest = manifestOf(appYaml, chosen.data, `http://${c.req.header('host')}/registered`);
    const form = `${webUrl(apiUrl)}/organizations/${chosen.data.owner}/settings/apps/new?state=${state}`;
    return c.html(review(manifest, form));
  });
  app.get('/registered', async (c) => {
    const { code, state: returned } = c.req.query();
    if (code === undefined || returned !== state)
      throw new SetupError('This is not the answer to what was asked here: the state differs.');
    kept ??= convert(apiUrl, code)
      .then(keep)
      .catch((error: unknown) => {
        kept = undefined;
        throw error;
      });
    return c.html(done(await kept));
  });
  return app;
}

/** GitHub's pages: beside the API on github.com, below it elsewhere. */
function webUrl(apiUrl: string): string {
  return apiUrl === 'https://api.github.com' ? 'https://github.com' : apiUrl.replace(/\/api\/v3$/, '');
}
