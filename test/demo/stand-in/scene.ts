import { generateKeyPairSync } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { onTestFinished } from 'vitest';
import { createStandIn, type StandIn, type StandInOptions } from '../../../src/demo/stand-in/index.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

export const SECRET = 'a secret only this test knows';
export const REPO = { owner: 'acme', repo: 'infra' };
export { privateKey };

const PERMISSIONS = {
  contents: 'read',
  issues: 'write',
  pull_requests: 'write',
  checks: 'write',
  members: 'read',
} as const;

export interface Scene {
  readonly github: StandIn;
  /** As the installation. */
  readonly octokit: Octokit;
  readonly installationId: number;
}

/** A stand-in with `acme/infra` (private; alice writes) and the app installed on it. */
export async function scene(options: Partial<StandInOptions> & { permissions?: object } = {}): Promise<Scene> {
  const { permissions = PERMISSIONS, ...rest } = options;
  const github = await createStandIn({
    app: {
      id: 4711,
      slug: 'sallyport',
      name: 'Sallyport',
      publicKey,
      permissions: permissions as typeof PERMISSIONS,
      events: ['issues', 'issue_comment', 'pull_request', 'push', 'check_run', 'check_suite'],
    },
    webhook: { secret: SECRET },
    ...rest,
  });
  onTestFinished(() => github.stop());
  github.addRepository({
    fullName: 'acme/infra',
    files: { 'main.tf': 'one\ntwo\nthree\n', 'envs/prod/db.tf': 'a\nb\nc\nd\ne\nf\ng\nh\n' },
    collaborators: { alice: 'write', bob: 'read', olga: 'admin' },
  });
  const installationId = github.install('olga', 'acme');
  return { github, installationId, octokit: asInstallation(github, installationId) };
}

export function asApp(github: StandIn): Octokit {
  return new Octokit({
    baseUrl: github.url,
    authStrategy: createAppAuth,
    auth: { appId: 4711, privateKey },
    log: SILENT,
  });
}

export function asInstallation(github: StandIn, installationId: number): Octokit {
  const auth = { appId: 4711, privateKey, installationId };
  return new Octokit({ baseUrl: github.url, authStrategy: createAppAuth, auth, log: SILENT });
}

const silent = (): void => {};
const SILENT = { debug: silent, info: silent, warn: silent, error: silent };

/** What a refused call was refused with. */
export async function refusal(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason as { status: number; response?: { data: unknown; headers: Record<string, string> } },
  );
  return { ...(error?.response?.data as object), status: error?.status, headers: error?.response?.headers };
}
