import {
  CONFIG_PATH,
  type Config,
  type ConfigError,
  flattened,
  parseConfig,
  type ReadShared,
  readShared,
} from '../config/index.ts';
import { SallyportError } from '../network/index.ts';
import type { Store } from '../store/index.ts';
import type { Clock } from './ports.ts';

/** What is in force, and what is wrong with the newest text. */
export interface Configuration {
  /** Absent: there has never been a valid one. */
  readonly config?: Config;
  readonly errors: readonly ConfigError[];
}

export interface ConfigurationSource {
  readonly store: Pick<Store, 'configs'>;
  /** Organisation or user the app is installed for. */
  readonly owner: string;
  /** The file on the default branch of the owner's `.github` repository; undefined when there is none. */
  readonly read: () => Promise<{ readonly text: string; readonly sha: string } | undefined>;
  /** Reads what the file extends, in the owner's other repositories. */
  readonly readShared: ReadShared;
  /** Ids of all checks there are. */
  readonly checks: readonly string[];
  /** Throws what else is wrong with a configuration, such as a check's parameter. */
  readonly verify: (config: Config) => void;
  readonly clock: Clock;
}

/**
 * Reads an owner's configuration. A bad file leaves the last good one in force; so does one that vanished, because a lost
 * permission looks the same, and unlinking every account for that would close every issue.
 */
export async function loadConfiguration(source: ConfigurationSource): Promise<Configuration> {
  const { store, owner, checks, clock } = source;
  const file = await source.read();
  const before = await store.configs.get(owner);
  if (file === undefined && before?.good === undefined) return { errors: [] };
  const shared = file && (await readShared(file.text, owner, source.readShared));
  const parsed = !file || !shared?.ok ? shared : parseConfig(file.text, CONFIG_PATH, checks, shared.base);
  const objection = parsed && 'config' in parsed ? objectionTo(parsed.config, source) : [];
  if (file && parsed && 'config' in parsed && objection.length === 0) {
    // Kept with what it extends: the last good one must stand when that breaks.
    const text = shared?.ok && shared.base !== undefined ? flattened(file.text, shared.base) : file.text;
    const known = before?.good?.sha === file.sha && before.good.text === text && before.errors.length === 0;
    if (!known) await store.configs.accept(owner, { text, sha: file.sha }, clock());
    return { config: parsed.config, errors: [] };
  }
  const errors = parsed === undefined ? [MISSING] : 'errors' in parsed ? parsed.errors : objection;
  await store.configs.reject(owner, errors, clock());
  // Checked against no list of checks: one that was good stays so when a later version drops a check.
  const good = before?.good && parseConfig(before.good.text, CONFIG_PATH);
  return { ...(good?.ok && { config: good.config }), errors };
}

function objectionTo(config: Config, { verify }: ConfigurationSource): readonly ConfigError[] {
  try {
    verify(config);
    return [];
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error;
    return [{ line: 1, column: 1, path: '', message: error.message }];
  }
}

const MISSING: ConfigError = {
  line: 1,
  column: 1,
  path: '',
  message: 'the file is gone, or the app may no longer read it; what it said last stays in force',
};
