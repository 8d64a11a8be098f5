import { Command, Option } from 'commander';
import { restoreBackup } from '../store/index.ts';

/** `sallyport restore`: an embedded database from the backup that `serve` keeps; a server's is restored by its own tools. */
export function restoreCommand(): Command {
  const command = new Command('restore')
    .description('make the embedded database in DATA_DIR from a backup.tar.gz')
    .argument('<file>', 'the backup, as `serve` keeps it in DATA_DIR')
    .addOption(new Option('--data-dir <dir>', 'folder without a database').default('data').env('DATA_DIR'));
  return command.action(async (file: string, { dataDir }: { readonly dataDir: string }) => {
    await restoreBackup(file, dataDir);
    command
      .configureOutput()
      .writeOut?.(`Restored ${file} into ${dataDir}. Start the service with DATA_DIR=${dataDir}.\n`);
  });
}
