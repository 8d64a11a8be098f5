import { Command } from 'commander';
import { callerArn, collectAccount, EXTRA_READS, EXTRAS, iamAction, organizationMembers } from '../aws/index.ts';
import { CHECKS } from '../checks/index.ts';
import { type AccountConfig, CONFIG_PATH, type Config, parseConfig } from '../config/index.ts';
import { externalId } from '../drift/index.ts';
import { createGitHubApp, readFileAt } from '../github/index.ts';
import { deadLetters } from '../jobs/index.ts';
import { SallyportError } from '../network/index.ts';
import { createLog, type Environment, readEnvironment } from '../server/index.ts';
import { isOperation, type RegionSnapshot } from '../snapshot/index.ts';
import { FolderInUseError, openStore, type Store } from '../store/index.ts';
import { examineApp } from './doctor-app.ts';
import { knownEnvironment } from './known-environment.ts';
import { readConfigFile } from './options.ts';

/** What one step found: fine, worth knowing, or to be mended. */
export interface Diagnosis {
  readonly state: 'ok' | 'note' | 'fail';
  readonly text: string;
}

/** One organisation whose accounts are looked at. */
interface Patient {
  readonly owner: string;
  readonly config: Config;
}

/** What the doctor looks with; tests put their own here. */
export interface DoctorParts {
  readonly environment: () => Environment;
  readonly database: (environment: Environment) => Promise<readonly Diagnosis[]>;
  /** Versions, clock, and the app as GitHub has it. */
  readonly app?: (environment: Environment) => Promise<readonly Diagnosis[]>;
  readonly organisations: (environment: Environment) => Promise<readonly (Patient | Diagnosis)[]>;
  readonly caller: () => Promise<string>;
  readonly collect: typeof collectAccount;
  readonly members: typeof organizationMembers;
}

interface DoctorOptions {
  readonly config?: string;
  readonly owner?: string;
  readonly account?: readonly string[];
}

/** `sallyport doctor`: every step from the environment to the last permission, what is missing and what to do. */
export function doctorCommand(parts: DoctorParts = PARTS): Command {
  const command = new Command('doctor')
    .description('check the environment, the database, GitHub and every linked AWS account; exits with 1 if one fails')
    .option('--config <file>', 'a configuration file instead of those on GitHub; needs --owner')
    .option('--owner <organisation>', 'whose configuration that is')
    .option('--account <id...>', 'only these accounts');
  return command.action(async (options: DoctorOptions) => {
    let failed = false;
    for await (const { state, text } of examine(parts, options)) {
      failed ||= state === 'fail';
      command.configureOutput().writeOut?.(`${MARKS[state]} ${text}\n`);
    }
    if (failed) command.error('sallyport doctor: something is to be mended, see ✗ above', { exitCode: 1 });
  });
}

const MARKS = { ok: '✓', note: '·', fail: '✗' } as const;

async function* examine(parts: DoctorParts, { config, owner, account }: DoctorOptions): AsyncGenerator<Diagnosis> {
  let environment: Environment;
  try {
    environment = parts.environment();
    yield ok('the environment has everything');
  } catch (error) {
    yield fail(error);
    return;
  }
  yield* await attempt(() => parts.database(environment));
  yield* await attempt(async () => (await parts.app?.(environment)) ?? []);
  const patients: Patient[] = [];
  if (config !== undefined && owner !== undefined) patients.push({ owner, config: readConfigFile(config) });
  else
    for (const found of await attempt(() => parts.organisations(environment)))
      if ('state' in found) yield found;
      else patients.push(found);
  const [caller] = await attempt(async () => [ok(`AWS knows this machine as ${await parts.caller()}`)]);
  if (caller) yield caller;
  if (caller?.state !== 'ok') return;
  for (const patient of patients) {
    yield* await attempt(() => examineOrganization(parts, environment, patient));
    yield* leftOut(patient);
    for (const linked of patient.config.accounts)
      if (!account || account.includes(linked.id)) yield* examineAccount(parts, environment, patient, linked);
  }
}

/** Whether the members can be listed; each is read with the same role, so one that fails is told by its overview. */
async function examineOrganization(
  { members }: DoctorParts,
  { secret }: Environment,
  { owner, config: { organization } }: Patient,
): Promise<readonly Diagnosis[]> {
  if (!organization) return [];
  const found = await members({
    ...organization,
    clock: () => new Date(),
    externalId: externalId(secret, owner),
  });
  return [ok(`${owner}: ${found.length} member accounts of the AWS organisation are to be read`)];
}

/** What nobody asked to be read: its checks find nothing, and leave open what they found before. */
function* leftOut({ owner, config: { alsoRead = [] } }: Patient): Generator<Diagnosis> {
  const names = EXTRAS.filter((extra) => !alsoRead.includes(extra)).map((extra) => {
    const commands: readonly string[] = EXTRA_READS[extra].map(({ command }) => command);
    const waiting = CHECKS.filter(({ dependsOn, alsoReads = [] }) =>
      [...dependsOn, ...alsoReads].some((operation) => commands.includes(operation)),
    );
    const assumed = extra === 'quotas' ? "; AWS's defaults are taken" : '';
    return waiting.length === 0 ? extra : `${extra} (${waiting.map(({ id }) => id).join(', ')}${assumed})`;
  });
  if (names.length > 0)
    yield {
      state: 'note',
      text: `${owner}: not looked at, since alsoRead does not name it: ${names.join(', ')}; what was found by it before stays as it was`,
    };
}

async function* examineAccount(
  { collect }: DoctorParts,
  { secret }: Environment,
  { owner, config }: Patient,
  { id, name, role, regions }: AccountConfig,
): AsyncGenerator<Diagnosis> {
  const where = `${owner}: account ${name} (${id})`;
  try {
    const snapshot = await collect({
      account: id,
      role,
      regions,
      extras: config.alsoRead ?? [],
      clock: () => new Date(),
      externalId: externalId(secret, owner),
      ...(config.via !== undefined && { via: config.via }),
    });
    for (const region of snapshot.regions) yield* examineRegion(where, region);
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error;
    yield { state: 'fail', text: `${where}: ${error.message}` };
  }
}

function* examineRegion(where: string, { region, operations }: RegionSnapshot): Generator<Diagnosis> {
  const unread = [...operations].flatMap(([operation, recorded]) =>
    recorded.status === 'complete' ? [] : [{ operation, ...recorded }],
  );
  const hint = (operation: string, status: string) =>
    status === 'denied' ? `; allow ${iamAction(operation)}, see deploy/` : '';
  if (unread.length === 0) yield ok(`${where} ${region}: all ${operations.size} calls are answered`);
  else if (unread.length === operations.size)
    yield {
      state: 'fail',
      text: `${where} ${region}: nothing can be read (${unread[0]?.reason}); is the Region enabled there, and not denied by a service control policy?`,
    };
  else
    for (const { operation, status, reason } of unread)
      yield isOperation(operation)
        ? { state: 'fail', text: `${where} ${region}: ${operation} was ${status}: ${reason}${hint(operation, status)}` }
        : {
            state: 'note',
            text: `${where} ${region}: ${operation} was ${status}: ${reason}; the checks that need it say nothing there${hint(operation, status)}, or take it out of alsoRead`,
          };
}

function ok(text: string): Diagnosis {
  return { state: 'ok', text };
}

function fail(error: unknown): Diagnosis {
  if (!(error instanceof Error)) throw error;
  return { state: 'fail', text: error.message };
}

async function attempt<T>(look: () => Promise<readonly T[]>): Promise<readonly (T | Diagnosis)[]> {
  return look().catch((error: unknown) => [fail(error)]);
}

const PARTS: DoctorParts = {
  environment: () => readEnvironment(knownEnvironment(process.env)),
  database: examineDatabase,
  app: examineApp,
  organisations: findOrganisations,
  caller: () => callerArn(process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || undefined),
  collect: collectAccount,
  members: organizationMembers,
};

export async function examineDatabase({
  databaseUrl,
  dataDir,
  encryption,
}: Pick<Environment, 'databaseUrl' | 'dataDir' | 'encryption'>): Promise<readonly Diagnosis[]> {
  let store: Store;
  try {
    store = await openStore({ databaseUrl, dataDir, encryption });
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    const text = `the database embedded in ${dataDir} is in use by the service; to have it looked at too, stop the service`;
    return [{ state: 'note', text }];
  }
  try {
    const where = databaseUrl === undefined ? `embedded in ${dataDir}` : 'on its server';
    const dead = await deadLetters(store).catch(() => []);
    const given = dead.map(({ queue, data, error }) => `\n    ${queue} ${JSON.stringify(data)}: ${error}`);
    return [
      ok(`the database ${where} answers, with this version's schema`),
      ...examineEncryption(encryption, await store.encryption()),
      ...(dead.length === 0
        ? []
        : [
            {
              state: 'note' as const,
              text: `${dead.length} jobs were given up, and count until the same work succeeds (/sallyport recheck, a redelivery on GitHub):${given.slice(-10).join('')}`,
            },
          ]),
    ];
  } finally {
    await store.close();
  }
}

/** Nothing to say where nothing is, or is to be, encrypted. */
function examineEncryption(
  { current, previous }: Environment['encryption'],
  { others }: Awaited<ReturnType<Store['encryption']>>,
): readonly Diagnosis[] {
  if (current === undefined && previous === undefined) return [];
  if (others > 0)
    return [{ state: 'note', text: `${others} rows are not as the encryption key says; run: sallyport rekey` }];
  const done = previous === undefined ? '' : '; ENCRYPTION_KEY_PREVIOUS can go';
  return [ok(`${current === undefined ? 'nothing in the database is encrypted' : 'the database is encrypted'}${done}`)];
}

async function findOrganisations(environment: Environment): Promise<readonly (Patient | Diagnosis)[]> {
  const gitHub = createGitHubApp({
    appId: environment.appId,
    privateKey: environment.privateKey,
    log: createLog({ logLevel: 'fatal' }),
    baseUrl: environment.gitHubApiUrl,
    throttle: environment.gitHubThrottle,
  });
  const found: (Patient | Diagnosis)[] = [ok(`GitHub knows the app as ${await gitHub.slug()}`)];
  const installations = await gitHub.installations();
  if (installations.length === 0)
    found.push({ state: 'fail', text: 'the app is installed nowhere; install it on GitHub' });
  for (const { id, owner, suspended } of installations) {
    if (suspended) {
      found.push({ state: 'note', text: `${owner}: the installation is suspended` });
      continue;
    }
    const octokit = await gitHub.octokit(id);
    const file = await readFileAt(octokit, { owner, repo: '.github', path: CONFIG_PATH });
    if (!file) {
      found.push({
        state: 'fail',
        text: `${owner}: ${owner}/.github has no ${CONFIG_PATH}, or the app may not read it`,
      });
      continue;
    }
    const parsed = parseConfig(file.text, CONFIG_PATH);
    if (parsed.ok)
      found.push(ok(`${owner}: the configuration lists ${parsed.config.accounts.length} accounts`), {
        owner,
        config: parsed.config,
      });
    else
      for (const { line, message } of parsed.errors)
        found.push({ state: 'fail', text: `${owner}: ${CONFIG_PATH} line ${line}: ${message}` });
  }
  return found;
}
