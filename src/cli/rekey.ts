import { Command } from 'commander';
import { type Environment, readEnvironment } from '../server/index.ts';
import { openStore } from '../store/index.ts';
import { knownEnvironment } from './known-environment.ts';

/** `sallyport rekey`: what the database holds is encrypted under the key in force, or readable again where there is none. */
export function rekeyCommand(
  environment: () => Environment = () => readEnvironment(knownEnvironment(process.env)),
): Command {
  const command = new Command('rekey').description(
    'encrypt what the database holds with ENCRYPTION_KEY, or decrypt it where only ENCRYPTION_KEY_PREVIOUS is set',
  );
  return command.action(async () => {
    const { databaseUrl, dataDir, encryption } = environment();
    const store = await openStore({ databaseUrl, dataDir, encryption });
    try {
      const rewritten = await store.rekey();
      const { others } = await store.encryption();
      command.configureOutput().writeOut?.(`${rewritten} rows rewritten.\n`);
      if (others > 0) command.error(`${others} rows were in use; run it again.`, { exitCode: 1 });
    } finally {
      await store.close();
    }
  });
}
