import { Command } from 'commander';
import { restoreBackup } from '../store/index.ts';

/** `sallyport restore`: an embedded database from the backup that `serve` keeps; a server's is restored by its own tools. */
export function restoreCommand(): Command {
  const command = new Command('restore')
    .description('make the embedded database in DATA_DIR from a backup.tar.gz')
    .argument('<file>', 'the backup, as `serve` keeps it in DATA_DIR')
    .option('--data-dir <dir>', 'folder without a database', process.env['DATA_DIR'] ?? 'data');
  return command.action(async (file: string, { dataDir }: { readonly dataDir: string }) => {
    await restoreBackup(file, dataDir);
    command
      .configureOutput()
      .writeOut?.(`Restored ${file} into ${dataDir}. Start the service with DATA_DIR=${dataDir}.\n`);
  });
}
