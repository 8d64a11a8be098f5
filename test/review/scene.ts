import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { vi } from 'vitest';
import { parse } from 'yaml';
import { createStandIn, type StandIn } from '../../src/demo/stand-in/index.ts';
import { readEnvironment } from '../../src/server/index.ts';
import { createService, type Service } from '../../src/server/wire.ts';
import type { RegionSnapshot } from '../../src/snapshot/index.ts';

export interface SceneOptions {
  readonly config: string;
  readonly files: Readonly<Record<string, string>>;
  /** What a scan finds. */
  readonly account: (region: string, account: string) => RegionSnapshot;
  /** `acme/infra` may be read by anyone. */
  readonly isPublic?: boolean;
}

/** GitHub and the real service around one repository, `acme/infra`, its account scanned once. */
export async function openScene({ config, files, account, isPublic = false }: SceneOptions) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'));
  const secret = 'a webhook secret of this scene only';
  const github: StandIn = await createStandIn({
    app: {
      ...{ id: 4711, slug: 'sallyport', name: 'Sallyport', publicKey },
      ...{ events: manifest.default_events, permissions: manifest.default_permissions },
    },
    webhook: { secret },
    limits: { contentPerMinute: 10_000, contentPerHour: 10_000, requestsPerHour: 1_000_000 },
  });
  const collaborators = { ada: 'write', bob: 'write', olga: 'admin' } as const;
  github.addRepository({ fullName: 'acme/.github', files: { '.github/sallyport.yml': config }, collaborators });
  github.addRepository({ fullName: 'acme/infra', private: !isPublic, files, collaborators });
  let now = new Date('2026-03-01T10:00:00Z');
  let current = account;
  const environment = readEnvironment({
    ...{ PORT: '0', HOST: '127.0.0.1', APP_ID: '4711', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret },
    ...{ SALLYPORT_SECRET: 'a key of this scene for external ids', GITHUB_API_URL: github.url },
    GITHUB_THROTTLE: 'off',
  });
  const service: Service = await createService(environment, {
    collect: async (id, region) => ({ ...current(region, id), takenAt: now.toISOString() }),
    log: pino({ level: 'silent' }),
    clock: () => now,
    inMemory: true,
  });
  await service.start();
  github.setWebhookUrl(`http://127.0.0.1:${service.port}/api/github/webhooks`);
  const quiet = async () => {
    for (let seen = -1; seen !== github.deliveries().length; ) {
      seen = github.deliveries().length;
      await github.settled();
      await service.idle();
      await github.settled();
    }
  };
  const installation = github.install('olga', 'acme');
  await quiet();
  const pull = (number: number) =>
    github.dump().repositories['acme/infra']!.pullRequests.find((each) => each.number === number)!;
  const propose = (
    branch: string,
    changed: Parameters<ReturnType<StandIn['as']>['commit']>[1]['files'],
    more: { readonly base?: string; readonly draft?: boolean } = {},
  ): number => {
    const from = more.base === undefined ? {} : { from: more.base };
    github.as('ada').commit('acme/infra', { branch, message: branch, files: changed, ...from });
    return github.as('ada').openPullRequest('acme/infra', { title: branch, head: branch, ...more });
  };
  return {
    github,
    service,
    quiet,
    pull,
    propose,
    /** Proposes and waits for everything that follows. */
    async review(...args: Parameters<typeof propose>): Promise<number> {
      const number = propose(...args);
      await quiet();
      return number;
    },
    /** The newest check run on a commit, by default a pull request's head. */
    check: (number: number) =>
      pull(number)
        .checkRuns.filter(({ name }) => name === 'Sallyport / reachability')
        .at(-1)!,
    comment: (number: number) => (pull(number).comments[0]?.body ?? '').replaceAll(/`[0-9a-f]{12}`/g, '`sha`'),
    async scan(next: SceneOptions['account'] = current): Promise<void> {
      current = next;
      await service.useCases.scan(installation);
      await quiet();
    },
    hoursPass(hours: number) {
      now = new Date(now.getTime() + hours * 3_600_000);
    },
    /** GitHub requests made while `work` runs: `GET /repos/acme/infra/…`. */
    async requests(work: () => Promise<unknown>): Promise<readonly string[]> {
      const calls = await fetched(work);
      return calls.map(({ method, url }) => `${method} ${new URL(url).pathname}`);
    },
    /** Where to anything was sent while `work` ran. */
    urls: async (work: () => Promise<unknown>) => (await fetched(work)).map(({ url }) => url),
    async close() {
      await service.stop();
      await github.stop();
    },
  };
}

async function fetched(work: () => Promise<unknown>) {
  const spy = vi.spyOn(globalThis, 'fetch');
  try {
    await work();
    return spy.mock.calls.map(([url, init]) => ({ method: init?.method ?? 'GET', url: String(url) }));
  } finally {
    spy.mockRestore();
  }
}
