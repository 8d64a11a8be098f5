import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { createApplication } from './application.ts';
import { writeCredentials } from './credentials.ts';
import { SetupError } from './error.ts';
import { nextSteps } from './next-steps.ts';

export interface SetUpOptions {
  /** Where the credentials are written. */
  readonly path: string;
  /** On the loopback interface; 0 takes a free one. */
  readonly port: number;
  /** REST root of GitHub. */
  readonly apiUrl: string;
  /** The service's own secret, where there is one already. */
  readonly secret?: string | undefined;
  readonly print: (line: string) => void;
}

/**
 * Registers the app on GitHub with a person at a browser of this machine, and writes its credentials. Resolves when that is
 * done and the pages are closed.
 * @throws SetupError when the port is taken
 */
export async function setUp({ path, port, apiUrl, secret, print }: SetUpOptions): Promise<void> {
  const registered = Promise.withResolvers<void>();
  const application = createApplication({
    appYaml: readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'),
    apiUrl,
    keep(app) {
      const ownSecret = secret ?? randomBytes(32).toString('hex');
      const { id: appId, privateKey, webhookSecret } = app;
      writeCredentials(path, { appId, privateKey, webhookSecret, secret: ownSecret });
      const steps = nextSteps(app, { path, secret: ownSecret, port });
      for (const [index, step] of steps.entries()) print(`${index + 1}. ${step}`);
      registered.resolve();
      return steps;
    },
  });
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const started = serve({ fetch: application.fetch, hostname: '127.0.0.1', port }, (address) => {
      print('No GitHub App is configured yet. To register one, open in a browser on this machine');
      print(`  http://localhost:${address.port}/`);
      print(
        'or, from another: ssh -L with that port. To use an app that exists, set the variables of docs/configuration.md.',
      );
      resolve(started);
    });
    started.on('error', (error: Error) =>
      reject(new SetupError(`The set-up page can't listen on port ${port}: ${error.message}. Set PORT.`)),
    );
  });
  await registered.promise;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    // Idle ones only: the last page is still on its way.
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
}
