#!/usr/bin/env node
import { CommanderError } from 'commander';
import { SallyportError } from '../network/index.ts';
import { program } from './program.ts';

try {
  await program().parseAsync();
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
