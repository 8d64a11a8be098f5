import { join } from 'node:path';
import { Command } from 'commander';
import { createService, readEnvironment, readPlace } from '../server/index.ts';
import { hasCredentials, setUp, withCredentials } from '../setup/index.ts';

/** `sallyport serve`: the GitHub App itself, configured by environment variables or by the file that set-up writes. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the GitHub App: web server, workers and database in one process; registers it on GitHub first')
    .action(async () => {
      const service = await createService(readEnvironment(await configured(process.env)), { handleSignals: true });
      await service.start();
    });
}

/** The environment with the app's credentials. In production nobody is there to register one: what lacks is an error. */
async function configured(environment: NodeJS.ProcessEnv) {
  const { port, dataDir, gitHubApiUrl: apiUrl } = readPlace(environment);
  const path = join(dataDir, 'app.env');
  const known = withCredentials(environment, path);
  if (hasCredentials(known) || environment['NODE_ENV'] === 'production') return known;
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  await setUp({ path, port, apiUrl, secret: known['SALLYPORT_SECRET'], print });
  return withCredentials(environment, path);
}
