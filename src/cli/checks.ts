import { Command } from 'commander';
import { CHECKS } from '../checks/index.ts';

/** `sallyport checks`: what there is to configure. */
export function checksCommand(): Command {
  return new Command('checks').description('list the checks and their usual severity').action(() => {
    const width = Math.max(...CHECKS.map(({ id }) => id.length));
    for (const { id, severity, title } of CHECKS)
      process.stdout.write(`${id.padEnd(width)}  ${severity.padEnd(8)}  ${title}\n`);
  });
}
