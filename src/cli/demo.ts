import { join } from 'node:path';
import { Command } from 'commander';
import { createStyle, hasColours, playDemo } from '../demo/index.ts';

/** `sallyport demo`: the whole service at work on a recorded account, in a minute, without accounts or keys. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('play a day of the service against a local GitHub stand-in and a recorded account')
    .option('--keep', 'leave the servers running at the end, with pages of the issues and pull requests')
    .action(async ({ keep }: { readonly keep?: boolean }) => {
      const passed = await playDemo({
        print: (line) => process.stdout.write(`${line}\n`),
        style: createStyle(hasColours(process.stdout, process.env)),
        columns: process.stdout.columns ?? 100,
        output: join('demo-output', 'github.json'),
        ...(keep && { keep: untilInterrupted }),
      });
      process.exitCode = passed ? 0 : 1;
    });
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
}
