import type { Config } from '../../config/index.ts';
import { noticePublic, rulesFor, type Tracker } from '../../drift/index.ts';
import { createSeal } from '../../findings/index.ts';
import { NotFoundError } from '../../github/index.ts';
import { CHECKS, RENDER } from './checks.ts';
import { type Installation, type Parts, split } from './installation.ts';

/** The repositories a configuration keeps issues in, each asked for its facts once. */
export interface Trackers {
  /** With every repository of issues under the name it has now: GitHub answers to former ones. */
  readonly config: Config;
  /** Undefined, with the reason in the log, where the app must not or cannot write issues. */
  trackerOf(repository: string): Promise<Tracker | undefined>;
  /** The name a repository has now; undefined when it cannot be seen. */
  nameOf(repository: string): Promise<string | undefined>;
}

interface Seen {
  readonly name?: string;
  /** Why no issues may be written. */
  readonly obstacle?: string;
  readonly isPublic?: boolean;
}

export async function openTrackers(parts: Parts, installation: Installation, written: Config): Promise<Trackers> {
  const seen = new Map<string, Promise<Seen>>();
  const see = (repository: string): Promise<Seen> => {
    const key = repository.toLowerCase();
    const known = seen.get(key) ?? look(installation, repository);
    seen.set(key, known);
    return known;
  };
  const config = await withPresentNames(written, async (repository) => (await see(repository)).name ?? repository);
  const opened = new Map<string, Promise<Tracker | undefined>>();

  async function open(repository: string): Promise<Tracker | undefined> {
    const { store, clock, log, secret } = parts;
    const { name = repository, obstacle, isPublic } = await see(repository);
    if (isPublic && isNamed(config, name)) await noticePublic(await installation.issues(name));
    if (obstacle !== undefined) {
      log.warn({ repository: name, owner: installation.owner }, `no issues are written: ${obstacle}`);
      return undefined;
    }
    const kept = rulesFor(await installation.narrowed(name, config), name, CHECKS);
    const rules = { ...kept, stranded: await stranded(kept.accounts) };
    const issues = await installation.issues(name);
    return { store, issues, repository: name, config: rules, render: RENDER, seal: createSeal(secret), clock };
  }

  /** Accounts kept elsewhere by the configuration, where nothing may or can be written: public, archived, gone. */
  async function stranded(here: ReadonlyMap<string, unknown>): Promise<ReadonlySet<string>> {
    const ids: string[] = [];
    for (const { id, issues } of config.accounts)
      if (!here.has(id) && issues !== undefined && (await see(issues)).obstacle !== undefined) ids.push(id);
    return new Set(ids);
  }

  return {
    config,
    trackerOf(repository) {
      const key = repository.toLowerCase();
      const tracker = opened.get(key) ?? open(repository);
      opened.set(key, tracker);
      return tracker;
    },
    nameOf: async (repository) => (await see(repository)).name,
  };
}

/** Details of exposures are secrets: never where strangers read, nor where a renamed repository went to another owner. */
async function look({ owner, facts }: Installation, repository: string): Promise<Seen> {
  const isForeign = (name: string) => split(name).owner.toLowerCase() !== owner.toLowerCase();
  const foreign = { obstacle: `it belongs to another owner than the configuration (${owner})` };
  if (isForeign(repository)) return foreign;
  try {
    const { fullName: name, visibility, archived, issuesEnabled } = await facts(repository);
    if (isForeign(name)) return foreign;
    if (visibility === 'public') return { name, obstacle: 'it is public', isPublic: issuesEnabled && !archived };
    if (archived) return { name, obstacle: 'it is archived' };
    return issuesEnabled ? { name } : { name, obstacle: 'its issues are switched off' };
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return { obstacle: 'it does not exist, or the app is not installed there' };
  }
}

async function withPresentNames(config: Config, nameOf: (repository: string) => Promise<string>): Promise<Config> {
  const renamed = <T extends { readonly issues?: string | undefined }>(items: readonly T[]): Promise<T[]> =>
    Promise.all(
      items.map(async (item) => (item.issues === undefined ? item : { ...item, issues: await nameOf(item.issues) })),
    );
  const { accounts, issues } = config;
  return {
    ...config,
    accounts: await renamed(accounts),
    issues: { ...issues, routes: await renamed(issues.routes) },
  };
}

function isNamed({ accounts, issues }: Config, repository: string): boolean {
  return [...accounts, ...issues.routes].some((each) => each.issues === repository);
}
