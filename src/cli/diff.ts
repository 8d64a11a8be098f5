import { Command } from 'commander';
import { type Config, parseConfig } from '../config/index.ts';
import { EMPTY_NETWORK, type Network, type Problem } from '../network/index.ts';
import { compile, type Diff, diff } from '../reachability/index.ts';
import { renderDiff, renderReport } from '../report/index.ts';
import { compareNetworks, foundText, layOver, rulesOf, type Sides } from '../review/index.ts';
import { readSnapshot, toNetwork } from '../snapshot/index.ts';
import type { KnownRoot } from '../terraform/index.ts';
import { choice, codeOptions, type ParsedCodeOptions, readConfigFile, withCodeOptions } from './options.ts';
import { type CodeOptions, oneSide, readSource, type Source, SourceError } from './source.ts';

interface DiffCommandOptions extends ParsedCodeOptions {
  readonly format: 'text' | 'markdown' | 'json';
  readonly live?: string;
  readonly config?: string;
  readonly code?: string;
}

/** `sallyport diff`: which packets one side lets through and the other does not. Exit code 0 none, 2 some, 1 error. */
export function diffCommand(): Command {
  const command = new Command('diff')
    .description('compare who can reach what before and after')
    .argument('<before>', 'snapshot folder, Terraform directory or CloudFormation template; or a plan alone')
    .argument('[after]', 'the other side')
    .addOption(choice('--format <format>', 'how to print it', ['text', 'markdown', 'json'], 'text'))
    .option('--live <snapshot>', 'lay code over this snapshot of the account')
    .option('--code <directory>', 'the Terraform directory a plan was made of, by default the folder it is in')
    .option('--config <file>', 'sallyport.yml, for the names of address ranges and the policy');
  return withCodeOptions(command).action(
    async (first: string, second: string | undefined, options: DiffCommandOptions) => {
      const config = options.config === undefined ? emptyConfig() : readConfigFile(options.config);
      const sides = await readSides(first, second, withCode(codeOptions(options), config, options), options.live);
      if (options.format === 'markdown') return report(first, second, sides, config, options);
      const result = diff(compile(sides.before), compile(sides.after), { named: config.named });
      process.stdout.write(renderDiff(result, options.format));
      process.exitCode = exitCode(result);
    },
  );
}

function withCode(options: CodeOptions, config: Config, { code }: DiffCommandOptions): CodeOptions {
  return { ...options, roots: rootsOf(config), ...(code !== undefined && { code }) };
}

/** The code map's roots: their outputs answer for their states. */
function rootsOf({ code, accounts }: Config): readonly KnownRoot[] {
  return code.map(({ path, varFiles, workspace, region, account }) => ({
    ...{ root: path, varFiles, workspace },
    provider: { region, account: accounts.find(({ name }) => name === account)?.id ?? account },
  }));
}

/** Every setting's default. */
function emptyConfig(): Config {
  const parsed = parseConfig('', 'sallyport.yml');
  if (!parsed.ok) throw new SourceError('the empty configuration is valid');
  return parsed.config;
}

/** Prints what a pull request's comment would say. */
function report(
  first: string,
  second: string | undefined,
  sides: Sides,
  config: Config,
  { live, account, region }: DiffCommandOptions,
): void {
  const places = [sides.before, sides.after].flatMap(({ vpcs }) => vpcs);
  const comparison = compareNetworks(sides, rulesOf(config), [...places, { account, region }]);
  const basis = live === undefined ? undefined : `over the snapshot in ${live}`;
  const target = { name: second ?? first, ...comparison, problems: problemsOf(sides), ...(basis && { basis }) };
  const { failOn } = config.review;
  const sidesNamed = second === undefined ? { base: `before ${first}`, head: first } : { base: first, head: second };
  const input = {
    pullRequest: '',
    targets: [target],
    failOn,
    comment: 'always',
    hasComment: false,
    details: true,
  } as const;
  process.stdout.write(`${renderReport({ ...input, ...sidesNamed })}\n`);
  process.exitCode = exitCode(comparison.diff);
}

function exitCode({ opened, closed }: Diff): number {
  return opened.length + closed.length > 0 ? 2 : 0;
}

/** What only the after side's code does not let us read. */
function problemsOf({ before, after }: Sides): readonly Problem[] {
  const known = new Set(before.problems.map(({ resource, message }) => `${resource} ${message}`));
  return after.problems.filter(({ resource, message }) => !known.has(`${resource} ${message}`));
}

async function readSides(
  first: string,
  second: string | undefined,
  options: CodeOptions,
  livePath: string | undefined,
): Promise<Sides> {
  const live = livePath === undefined ? undefined : toNetwork(await readSnapshot(livePath));
  const copyOf = second !== undefined && { other: second };
  const before = await readSource(first, { ...options, ...copyOf, ...(live && { live: () => live }) });
  warn(before);
  const over = (network: Network | undefined, one: Network, other: Network) => {
    const laid = layOver(network, [{ name: second ?? first, before: one, after: other }]);
    if (network) process.stderr.write(`note: ${foundText(laid)}\n`);
    return laid;
  };
  if (second === undefined) {
    if (before.kind !== 'plan') throw new SourceError(`${first} is one side of a change: name the other side too.`);
    return over(live, before.before, before.after);
  }
  const account = live ?? (before.kind === 'snapshot' ? before.network : undefined);
  const after = await readSource(second, { ...options, ...(account && { live: () => account }) });
  warn(after);
  const sides = { before: oneSide(before), after: oneSide(after) };
  // A plan holds both sides of what would change in the account.
  if (before.kind === 'snapshot' && after.kind === 'plan') return over(before.network, after.before, after.after);
  if (before.kind === 'snapshot' && after.kind === 'snapshot') return sides;
  // A snapshot beside code is the account that the code would change.
  if (before.kind === 'snapshot') return over(sides.before, EMPTY_NETWORK, sides.after);
  if (after.kind === 'snapshot') return over(sides.after, sides.before, EMPTY_NETWORK);
  return over(live, sides.before, sides.after);
}

/** What could not be read of code goes to standard error, so that output stays what it says it is. */
function warn(source: Source): void {
  if (source.kind !== 'snapshot') for (const warning of source.warnings) process.stderr.write(`warning: ${warning}\n`);
}
