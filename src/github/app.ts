import { type Logger, Probot, type ProbotOctokit } from 'probot';
import { createBudget, type Reserve } from './budget.ts';
import { askConditionally, createAnswerCache } from './conditional.ts';
import { calling } from './errors.ts';
import { type HookDelivery, missedDeliveries, redeliver } from './hook-deliveries.ts';
import { type Octokit, type OctokitSettings, octokitClass } from './octokit.ts';
import { pace } from './pace.ts';
import type { Repository } from './repository.ts';

export interface GitHubAppOptions extends OctokitSettings {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly log: Logger;
  /** Where the content written in an installation is counted, for all processes. Default: in this process. */
  readonly countWrites?: (installationId: number) => Reserve;
}

export interface Installation {
  readonly id: number;
  /** Organisation or user the app is installed for. */
  readonly owner: string;
  readonly suspended: boolean;
}

/** The app itself: its name, where it is installed, and a client per installation. */
export interface GitHubApp {
  /** The app's URL name; its bot writes as `<slug>[bot]`. Read once. */
  slug(): Promise<string>;
  installations(): Promise<readonly Installation[]>;
  /** A client that acts as the app in one installation; its token is fetched and renewed as needed. */
  octokit(installationId: number): Promise<Octokit>;
  /** The repositories an installation may see. */
  repositories(installationId: number): Promise<readonly Repository[]>;
  /** Webhooks since then that never arrived, oldest first. */
  missedDeliveries(since: Date): Promise<readonly HookDelivery[]>;
  /** Has GitHub send a webhook again. */
  redeliver(id: number): Promise<void>;
}

export function createGitHubApp({ appId, privateKey, log, countWrites, ...settings }: GitHubAppOptions): GitHubApp {
  const probot = new Probot({ appId, privateKey, log, Octokit: octokitClass(settings) });
  const manners = new Map<number, (octokit: ProbotOctokit) => void>();
  /** One budget and one memory for all clients of an installation: Probot makes a new client each time. */
  const mannersOf = (id: number) => {
    const known = manners.get(id);
    if (known) return known;
    const [writes, answers] = [createBudget({ reserve: countWrites?.(id) }), createAnswerCache()];
    const made = (octokit: ProbotOctokit) => {
      if (settings.throttle !== false) pace(octokit, writes);
      askConditionally(octokit, answers);
    };
    manners.set(id, made);
    return made;
  };
  let slug: Promise<string> | undefined;
  const app: GitHubApp = {
    slug() {
      slug ??= readSlug(probot).catch((error: unknown) => {
        slug = undefined;
        throw error;
      });
      return slug;
    },
    async installations() {
      const octokit = await probot.auth();
      const found = await calling('list installations', () =>
        octokit.paginate(octokit.rest.apps.listInstallations, { per_page: 100 }),
      );
      return found.map(({ id, account, suspended_at: suspendedAt }) => ({
        id,
        owner: account && 'login' in account ? account.login : '',
        suspended: suspendedAt !== null && suspendedAt !== undefined,
      }));
    },
    async octokit(installationId) {
      const octokit = await probot.auth(installationId);
      mannersOf(installationId)(octokit);
      return octokit;
    },
    async repositories(installationId) {
      const octokit = await app.octokit(installationId);
      const found = await calling('list repositories of the installation', () =>
        octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, { per_page: 100 }),
      );
      return found.map((repository) => ({ owner: repository.owner.login, repo: repository.name }));
    },
    missedDeliveries: async (since) => missedDeliveries(await probot.auth(), since),
    redeliver: async (id) => redeliver(await probot.auth(), id),
  };
  return app;
}

async function readSlug(probot: Probot): Promise<string> {
  const octokit = await probot.auth();
  const { data } = await calling("read the app's name", () => octokit.rest.apps.getAuthenticated());
  if (!data?.slug) throw new TypeError('GitHub named no slug for this app');
  return data.slug;
}
