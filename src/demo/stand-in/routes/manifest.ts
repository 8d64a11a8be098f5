import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Ctx, Routes } from '../http/env.ts';
import { ApiError, invalid, notFound } from '../http/error.ts';
import { appView } from '../views/account.ts';
import type { Hook } from '../webhooks/deliveries.ts';
import { account, now } from '../world.ts';

/** Sent to every app, and refused in a manifest. */
const ALWAYS = ['installation', 'installation_repositories'];

const manifestInput = z.object({
  name: z.string().min(1).max(34),
  url: z.url(),
  public: z.boolean().default(false),
  hook_attributes: z.object({ url: z.url(), active: z.boolean().default(true) }),
  redirect_url: z.url(),
  default_permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])),
  default_events: z.array(z.string()).refine((events) => !events.some((event) => ALWAYS.includes(event))),
});

/**
 * Registers an app from a manifest: the form is answered as though the person had agreed at once; the code is good for one
 * conversion, after which the new app is the one this stand-in knows.
 * @see https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
export const manifestRoutes =
  (hook: Hook): Routes =>
  (app, world) => {
    const waiting = new Map<string, { manifest: z.output<typeof manifestInput>; owner: string }>();
    const register = async (c: Ctx, owner: string) => {
      const form = await c.req.parseBody();
      const manifest = manifestInput.safeParse(parse(form['manifest']));
      if (!manifest.success)
        throw invalid({ resource: 'Manifest', code: 'invalid', message: z.prettifyError(manifest.error) });
      const code = randomBytes(20).toString('hex');
      waiting.set(code, { manifest: manifest.data, owner });
      const back = new URL(manifest.data.redirect_url);
      back.searchParams.set('code', code);
      const state = c.req.query('state');
      if (state !== undefined) back.searchParams.set('state', state);
      return c.redirect(back.href, 302);
    };
    app.post('/organizations/:org/settings/apps/new', (c) => register(c, c.req.param('org')));

    app.post('/app-manifests/:code/conversions', (c) => {
      const code = c.req.param('code');
      const found = waiting.get(code);
      if (!found) throw notFound();
      waiting.delete(code);
      const { manifest, owner } = found;
      const slug = manifest.name.toLowerCase().replaceAll(/[^a-z\d]+/g, '-');
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      hook.secret = randomBytes(20).toString('hex');
      hook.url = manifest.hook_attributes.active ? manifest.hook_attributes.url : undefined;
      world.app = {
        id: world.nextId(),
        slug,
        name: manifest.name,
        publicKey,
        createdAt: now(world),
        owner: account(world, owner, 'Organization'),
        bot: account(world, `${slug}[bot]`),
        permissions: { metadata: 'read', ...manifest.default_permissions },
        events: manifest.default_events,
      };
      const pem = privateKey.export({ type: 'pkcs1', format: 'pem' });
      return c.json({ ...appView(world, world.app), client_secret: '', webhook_secret: hook.secret, pem }, 201);
    });
  };

function parse(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    throw new ApiError(400, 'Problems parsing JSON');
  }
}
