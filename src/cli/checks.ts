import { Command } from 'commander';
import { CHECKS } from '../checks/index.ts';
import { choice } from './options.ts';

/** `sallyport checks`: what there is to configure. */
export function checksCommand(): Command {
  return new Command('checks')
    .description('list the checks, their usual severity and parameters')
    .addOption(choice('--format <format>', 'how to print it', ['table', 'json'], 'table'))
    .action(({ format }: { readonly format: 'table' | 'json' }) => {
      process.stdout.write(format === 'json' ? `${JSON.stringify(CHECKS, null, 2)}\n` : table());
    });
}

function table(): string {
  const width = Math.max(...CHECKS.map(({ id }) => id.length));
  return CHECKS.map(({ id, severity, title }) => `${id.padEnd(width)}  ${severity.padEnd(8)}  ${title}\n`).join('');
}
