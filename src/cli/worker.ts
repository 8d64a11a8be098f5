import { Command } from 'commander';
import { createService, EnvironmentError, readEnvironment } from '../server/index.ts';
import { knownEnvironment } from './known-environment.ts';
import { withWorkOptions } from './serve.ts';

/** `sallyport worker`: more hands for the queue, on this machine or another; `serve` stays the one that listens. */
export function workerCommand(): Command {
  return withWorkOptions(
    new Command('worker').description('take jobs from the database that `serve` uses, on as many machines as needed'),
  ).action(async (queue) => {
    const environment = readEnvironment(knownEnvironment(process.env));
    if (environment.databaseUrl === undefined)
      throw new EnvironmentError(
        'A worker needs DATABASE_URL: it shares the PostgreSQL server of `sallyport serve`. The embedded database serves one process only.',
      );
    const service = await createService(environment, { handleSignals: true, workerOnly: true, queue });
    await service.start();
  });
}
