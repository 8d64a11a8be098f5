import { Command } from 'commander';
import { EMPTY_NETWORK, type Network } from '../network/index.ts';
import { codeNetworks, overlay, withHypotheticalMembers } from '../overlay/index.ts';
import { compile, diff } from '../reachability/index.ts';
import { type DiffFormat, renderDiff } from '../report/index.ts';
import { readSnapshot, toNetwork } from '../snapshot/index.ts';
import { choice, codeOptions, type ParsedCodeOptions, readConfigFile, withCodeOptions } from './options.ts';
import { type CodeOptions, oneSide, readSource, type Source, SourceError } from './source.ts';

interface DiffCommandOptions extends ParsedCodeOptions {
  readonly format: DiffFormat;
  readonly live?: string;
  readonly config?: string;
}

/** `sallyport diff`: which packets one side lets through and the other does not. Exit code 0 none, 2 some, 1 error. */
export function diffCommand(): Command {
  const command = new Command('diff')
    .description('compare who can reach what before and after')
    .argument('<before>', 'snapshot folder, Terraform directory or CloudFormation template; or a plan alone')
    .argument('[after]', 'the other side')
    .addOption(choice('--format <format>', 'how to print it', ['text', 'markdown', 'json'], 'text'))
    .option('--live <snapshot>', 'lay code over this snapshot of the account')
    .option('--config <file>', 'sallyport.yml, for the names of address ranges');
  return withCodeOptions(command).action(
    async (first: string, second: string | undefined, options: DiffCommandOptions) => {
      const named = options.config === undefined ? {} : readConfigFile(options.config).named;
      const { before, after } = await readSides(first, second, codeOptions(options), options.live);
      const result = diff(compile(before), compile(after), { named });
      process.stdout.write(renderDiff(result, options.format));
      process.exitCode = result.opened.length + result.closed.length > 0 ? 2 : 0;
    },
  );
}

interface Sides {
  readonly before: Network;
  readonly after: Network;
}

async function readSides(
  first: string,
  second: string | undefined,
  options: CodeOptions,
  livePath: string | undefined,
): Promise<Sides> {
  const before = await readSource(first, options);
  warn(before);
  const live = livePath === undefined ? undefined : toNetwork(await readSnapshot(livePath));
  if (second === undefined) {
    if (before.kind !== 'plan') throw new SourceError(`${first} is one side of a change: name the other side too.`);
    return layOver(live, before.before, before.after);
  }
  const after = await readSource(second, options);
  warn(after);
  const sides = { before: oneSide(before, first), after: oneSide(after, second) };
  if (before.kind === 'snapshot' && after.kind === 'snapshot') return sides;
  // A snapshot beside code is the account that the code would change.
  if (before.kind === 'snapshot') return layOver(sides.before, EMPTY_NETWORK, sides.after);
  if (after.kind === 'snapshot') return layOver(sides.after, sides.before, EMPTY_NETWORK);
  return layOver(live, sides.before, sides.after);
}

/** Code over a live network, or by itself; groups without members get hypothetical ones. */
function layOver(live: Network | undefined, before: Network, after: Network): Sides {
  const sides = live === undefined ? codeNetworks(before, after) : overlay(live, before, after);
  return {
    before: withHypotheticalMembers(sides.before, sides.after),
    after: withHypotheticalMembers(sides.after, sides.before),
  };
}

/** What could not be read of code goes to standard error, so that output stays what it says it is. */
function warn(source: Source): void {
  if (source.kind !== 'snapshot') for (const warning of source.warnings) process.stderr.write(`warning: ${warning}\n`);
}
