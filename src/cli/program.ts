import { Command } from 'commander';
import { checksCommand } from './checks.ts';
import { demoCommand } from './demo.ts';
import { diffCommand } from './diff.ts';
import { doctorCommand } from './doctor.ts';
import { linkCommand } from './link.ts';
import { reachCommand } from './reach.ts';
import { rekeyCommand } from './rekey.ts';
import { restoreCommand } from './restore.ts';
import { scanCommand } from './scan.ts';
import { serveCommand } from './serve.ts';
import { snapshotCommand } from './snapshot.ts';
import { version } from './version.ts';
import { workerCommand } from './worker.ts';

const COMMANDS = [
  ...[scanCommand, reachCommand, diffCommand, snapshotCommand, checksCommand],
  ...[serveCommand, workerCommand, linkCommand, doctorCommand, restoreCommand, rekeyCommand, demoCommand],
];

/** `sallyport` with all its commands, as the command line runs it and the reference in the docs lists it. */
export function program(): Command {
  const sallyport = new Command('sallyport')
    .description('Knows who can reach what in your AWS accounts.')
    .version(version())
    .showHelpAfterError('(sallyport --help lists the commands)');
  for (const make of COMMANDS) sallyport.addCommand(make());
  return sallyport;
}
