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

/** What texts were found to say, by owner: every job reads the configuration, and few find another one. */
export type ConfigurationMemory = Map<string, Understood>;

interface Understood {
  /** The file, then what it extends: its place and text. */
  readonly texts: readonly (readonly [place: string, text: string | undefined])[];
  /** Absent: there are errors. */
  readonly good?: {
    readonly config: Config;
    /** All of it as one text. */
    readonly text: string;
  };
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
  readonly memory?: ConfigurationMemory;
}

/**
 * Reads an owner's configuration. A bad file leaves the last good one in force; so does one that vanished, because a lost
 * permission looks the same, and unlinking every account for that would close every issue.
 */
export async function loadConfiguration(source: ConfigurationSource): Promise<Configuration> {
  const { store, owner, clock } = source;
  const file = await source.read();
  const before = await store.configs.get(owner);
  if (file === undefined && before?.good === undefined) return { errors: [] };
  const { good: fresh, errors } = file ? await understood(file.text, source) : { errors: [MISSING] };
  if (file && fresh) {
    const { config, text } = fresh;
    const known = before?.good?.sha === file.sha && before.good.text === text && before.errors.length === 0;
    if (!known) await store.configs.accept(owner, { text, sha: file.sha }, clock());
    return { config, errors: [] };
  }
  await store.configs.reject(owner, errors, clock());
  // Checked against no list of checks: one that was good stays so when a later version drops a check.
  const good = before?.good && parseConfig(before.good.text, CONFIG_PATH);
  return { ...(good?.ok && { config: good.config }), errors };
}

/** What a file says, with what it extends as that is now. */
async function understood(text: string, source: ConfigurationSource): Promise<Omit<Understood, 'texts'>> {
  const { owner, memory } = source;
  const known = memory?.get(owner);
  if (known && (await isStill(known, text, source))) return known;
  const texts: [string, string | undefined][] = [['', text]];
  const shared = await readShared(text, owner, async (repository, path) => {
    const found = await source.readShared(repository, path);
    texts.push([`${repository}:${path}`, found]);
    return found;
  });
  const fresh = { texts, ...(shared.ok ? parsed(text, shared.base, source) : { errors: shared.errors }) };
  memory?.set(owner, fresh);
  return fresh;
}

async function isStill(
  { texts }: Understood,
  text: string,
  { readShared: read }: ConfigurationSource,
): Promise<boolean> {
  const [[, own] = [], ...shared] = texts;
  if (own !== text) return false;
  for (const [place, before] of shared) {
    const [repository = '', path = ''] = place.split(':');
    if ((await read(repository, path)) !== before) return false;
  }
  return true;
}

function parsed(text: string, base: unknown, source: ConfigurationSource): Omit<Understood, 'texts'> {
  const result = parseConfig(text, CONFIG_PATH, source.checks, base);
  if (!result.ok) return { errors: result.errors };
  const errors = objectionTo(result.config, source);
  if (errors.length > 0) return { errors };
  // Kept with what it extends: the last good one must stand when that breaks.
  return { good: { config: result.config, text: base === undefined ? text : flattened(text, base) }, errors };
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
