import { Command } from 'commander';
import { createService, readEnvironment } from '../server/index.ts';

/** `sallyport serve`: the GitHub App itself, configured by environment variables. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the GitHub App: web server, workers and database in one process')
    .action(async () => {
      const service = await createService(readEnvironment(process.env), { handleSignals: true });
      await service.start();
    });
}
