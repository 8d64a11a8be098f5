import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { createLog, createService, readEnvironment, type Service } from '../../server/index.ts';
import { type RegionSnapshot, readSnapshot } from '../../snapshot/index.ts';
import { DATA, readFiles } from '../data.ts';
import { createStandIn, type Dump, type Permissions, type StandIn } from '../stand-in/index.ts';
import { StoryError } from './error.ts';

export const INFRA = 'acme/infra';
const CONFIG = 'acme/.github';
/** People, named for what they do. */
export const OWNER = 'org-owner';
export const ENGINEER = 'platform-engineer';
export const DEVELOPER = 'shop-developer';

/** The longest any step may take before it counts as failed. */
const PATIENCE_MS = 20_000;
const WARNINGS_KEPT = 20;

/** GitHub, the recorded account and the service, all on this machine. */
export interface Stage {
  readonly github: StandIn;
  readonly service: Service;
  readonly account: string;
  /** The account as recorded. */
  readonly recorded: RegionSnapshot;
  /** What the next scan will find. */
  setAccount(region: RegionSnapshot): void;
  /**
   * Resolves when nothing is under way: every webhook answered, every job done.
   * @throws StoryError when that takes too long
   */
  quiet(): Promise<void>;
  /** What the service warned of, last first. */
  warnings(): readonly string[];
  close(): Promise<void>;
}

/** Starts the real service with a key, a secret and a database nobody else knows, against a stand-in and a recording. */
export async function createStage(): Promise<Stage> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const webhookSecret = randomBytes(32).toString('hex');
  const github = await createGitHub(publicKey, webhookSecret);
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-demo-'));
  const environment = readEnvironment({
    APP_ID: '1',
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: webhookSecret,
    SALLYPORT_SECRET: randomBytes(32).toString('hex'),
    GITHUB_API_URL: github.url,
    GITHUB_THROTTLE: 'off',
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
  });
  const warnings: string[] = [];
  const log = createLog(environment, {
    write(line) {
      warnings.unshift(line.trimEnd());
      warnings.length = Math.min(warnings.length, WARNINGS_KEPT);
    },
  });
  const { regions } = await readSnapshot(join(DATA, 'recording'));
  const recorded = regions[0]!;
  let current = recorded;
  const collect = () => Promise.resolve({ ...current, takenAt: new Date().toISOString() });
  const cleanUp = async (): Promise<void> => {
    await github.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const service = await startService(environment, { collect, log }).catch(async (error: unknown) => {
    await cleanUp();
    throw error;
  });
  // As the app's settings on GitHub would say.
  github.setWebhookUrl(`http://127.0.0.1:${service.port}/api/github/webhooks`);
  return {
    github,
    service,
    account: recorded.account,
    recorded,
    setAccount(region) {
      current = region;
    },
    quiet: () => within(PATIENCE_MS, () => comeToRest(github, service)),
    warnings: () => warnings,
    async close() {
      await service.stop();
      await cleanUp();
    },
  };
}

async function startService(...parts: Parameters<typeof createService>): Promise<Service> {
  const service = await createService(...parts);
  await service.start();
  return service;
}

/** The organisation `acme`, with the app registered as app.yml says: no permission more. */
async function createGitHub(publicKey: string, secret: string): Promise<StandIn> {
  const manifest = parse(readFileSync(fileURLToPath(new URL('../../../app.yml', import.meta.url)), 'utf8')) as {
    readonly default_permissions: Permissions;
    readonly default_events: readonly string[];
  };
  const github = await createStandIn({
    app: {
      id: 1,
      slug: 'sallyport',
      name: 'Sallyport',
      publicKey,
      permissions: manifest.default_permissions,
      events: manifest.default_events,
    },
    webhook: { secret },
  });
  const collaborators = { [OWNER]: 'admin', [ENGINEER]: 'write', [DEVELOPER]: 'write' } as const;
  github.addRepository({ fullName: CONFIG, files: readFiles('infra/dot-github'), collaborators });
  github.addRepository({ fullName: INFRA, files: readFiles('infra/infra'), collaborators });
  return github;
}

/** What the service does is heard by the stand-in, which tells the service of it: at rest when both have nothing new. */
async function comeToRest(github: StandIn, service: Service): Promise<void> {
  for (let seen = -1; seen !== github.deliveries().length; ) {
    seen = github.deliveries().length;
    await github.settled();
    await service.idle();
    await github.settled();
  }
}

async function within<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new StoryError(`the service had not come to rest after ${milliseconds / 1000} seconds`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** The Terraform repository as it is now. */
export function infra(dump: Dump): Dump['repositories'][string] {
  return dump.repositories[INFRA]!;
}
