#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { SallyportError } from '../network/index.ts';
import { checksCommand } from './checks.ts';
import { demoCommand } from './demo.ts';
import { diffCommand } from './diff.ts';
import { doctorCommand } from './doctor.ts';
import { linkCommand } from './link.ts';
import { reachCommand } from './reach.ts';
import { restoreCommand } from './restore.ts';
import { scanCommand } from './scan.ts';
import { serveCommand } from './serve.ts';
import { snapshotCommand } from './snapshot.ts';
import { version } from './version.ts';
import { workerCommand } from './worker.ts';

const program = new Command('sallyport')
  .description('Knows who can reach what in your AWS accounts.')
  .version(version())
  .showHelpAfterError('(sallyport --help lists the commands)');

for (const make of [
  scanCommand,
  reachCommand,
  diffCommand,
  snapshotCommand,
  checksCommand,
  serveCommand,
  demoCommand,
  linkCommand,
  workerCommand,
  doctorCommand,
  restoreCommand,
])
  program.addCommand(make());

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    // What a user can mend is said in a line; anything else is a fault of ours and shows where it happened.
    process.stderr.write(
      error instanceof SallyportError
        ? `sallyport: ${error.message}\n`
        : `${String((error as Error).stack ?? error)}\n`,
    );
    process.exitCode = 1;
  }
}
