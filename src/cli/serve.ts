import { Command } from 'commander';
import {
  createService,
  type Environment,
  effectiveConfiguration,
  readEnvironment,
  readPlace,
} from '../server/index.ts';
import { hasCredentials, setUp } from '../setup/index.ts';
import { credentialsPath, knownEnvironment } from './known-environment.ts';
import { wholeNumber } from './options.ts';

interface WorkOptions {
  readonly scans: number;
  readonly heartbeat: number;
}

/** `sallyport serve`: the GitHub App itself, configured by environment variables or by the file that set-up writes. */
export function serveCommand(): Command {
  return withWorkOptions(
    new Command('serve').description(
      'run the GitHub App: web server, workers and database in one process; registers it on GitHub first',
    ),
  ).action(async (queue: WorkOptions) => {
    const environment = readEnvironment(await configured(process.env));
    process.stderr.write(`${settings(environment)}\n`);
    const service = await createService(environment, { handleSignals: true, queue });
    await service.start();
  });
}

/** A table for people on a terminal; elsewhere a line as the log has them. */
function settings(environment: Environment): string {
  const rows = effectiveConfiguration(environment);
  if (!process.stderr.isTTY) return JSON.stringify({ name: 'sallyport', msg: 'configuration', ...rows });
  const widest = Math.max(...Object.keys(rows).map((name) => name.length));
  return Object.entries(rows)
    .map(([name, value]) => `  ${name.padEnd(widest)}  ${value}`)
    .join('\n');
}

/** What every process that takes jobs may be told. */
export function withWorkOptions(command: Command): Command {
  return command
    .option('--scans <n>', 'scans at a time in this process', wholeNumber(1, 64), 4)
    .option('--heartbeat <seconds>', 'after which work of a process that died is taken up', wholeNumber(10, 600), 30);
}

/** The environment with the app's credentials. In production nobody is there to register one: what lacks is an error. */
async function configured(environment: NodeJS.ProcessEnv) {
  const { port, gitHubApiUrl: apiUrl } = readPlace(environment);
  const known = knownEnvironment(environment);
  if (hasCredentials(known) || environment['NODE_ENV'] === 'production') return known;
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  await setUp({ path: credentialsPath(environment), port, apiUrl, secret: known['SALLYPORT_SECRET'], print });
  return knownEnvironment(environment);
}
