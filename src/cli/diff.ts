import { basename, join } from 'node:path';
import { Command } from 'commander';
import { type Config, parseConfig } from '../config/index.ts';
import type { Problem } from '../network/index.ts';
import { compile, type Diff, diff } from '../reachability/index.ts';
import { type ReviewInput, renderDiff, renderReport } from '../report/index.ts';
import { compareNetworks, rulesOf, type Sides, takenText } from '../review/index.ts';
import { readInventory, readSnapshot } from '../snapshot/index.ts';
import type { KnownRoot } from '../terraform/index.ts';
import { openCheckout } from './files.ts';
import { choice, codeOptions, type ParsedCodeOptions, readConfigFile, withCodeOptions } from './options.ts';
import { keepComment, type PullRequestName, pullRequestName } from './pipeline-comment.ts';
import { type Compared, type ReadSides, readSides } from './sides.ts';
import { type CodeOptions, folderOf, SourceError } from './source.ts';

interface DiffCommandOptions extends ParsedCodeOptions {
  readonly format: 'text' | 'markdown' | 'json';
  readonly live?: string;
  readonly config?: string;
  readonly code?: string;
  readonly comment?: PullRequestName;
  readonly head?: string;
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
    .option('--config <file>', 'sallyport.yml, for the names of address ranges and the policy')
    .option(
      '--comment <pull-request>',
      'keep a comment on this pull request, OWNER/REPO#NUMBER, with the token in GITHUB_TOKEN',
      pullRequestName,
    )
    .option('--head <commit>', 'for --comment: the commit that is compared; of an older one nothing is said');
  return withCodeOptions(command).action(
    async (first: string, second: string | undefined, options: DiffCommandOptions) => {
      const config = options.config === undefined ? emptyConfig() : readConfigFile(options.config);
      const live = options.live === undefined ? undefined : await readSnapshot(options.live);
      const compared = { first, second, live };
      const sides = await readSides(compared, withCode(codeOptions(options), config, options));
      if (options.format !== 'markdown' && !options.comment) {
        const result = diff(compile(sides.before), compile(sides.after), { named: config.named });
        return print(renderDiff(result, options.format), result);
      }
      const { input, diff: result } = review(compared, sides, config, options);
      if (options.comment) await keepComment(options.comment, input, options.head);
      print(options.format === 'markdown' ? `${renderReport(input)}\n` : renderDiff(result, options.format), result);
    },
  );
}

function print(text: string, { opened, closed }: Diff): void {
  process.stdout.write(text);
  process.exitCode = opened.length + closed.length > 0 ? 2 : 0;
}

function withCode(options: CodeOptions, config: Config, { code }: DiffCommandOptions): CodeOptions {
  return { ...options, roots: rootsOf(config), ...(code !== undefined && { code }) };
}

/** The code map's roots: their outputs answer for their states. */
function rootsOf({ code, accounts }: Config): readonly KnownRoot[] {
  return code.map(({ path, varFiles, workspace, region, account }) => ({
    root: path,
    varFiles,
    workspace,
    provider: { region, account: accounts.find(({ name }) => name === account)?.id ?? account },
  }));
}

/** Every setting's default. */
function emptyConfig(): Config {
  const parsed = parseConfig('', 'sallyport.yml');
  if (!parsed.ok) throw new SourceError('the empty configuration is valid');
  return parsed.config;
}

/** What a pull request's comment says. */
function review(
  { first, second, live }: Compared,
  { found, ...sides }: ReadSides,
  config: Config,
  { live: livePath, account, region, code, comment, head }: DiffCommandOptions,
): { readonly input: ReviewInput; readonly diff: Diff } {
  const places = [...sides.before.vpcs, ...sides.after.vpcs, { account, region }];
  const comparison = compareNetworks(sides, rulesOf(config), places, live && readInventory(live));
  const name = nameOf(second ?? code ?? first);
  const over = live && `over the snapshot in ${livePath}, of ${takenText(live, new Date())}`;
  const basis = [over, found].filter((part) => part !== undefined).join('; ');
  const input: ReviewInput = {
    // Each root has a comment of its own: whoever runs this knows of one.
    pullRequest: comment === undefined ? '' : `${comment.text}/${name.replaceAll(/[^\w./-]/g, '-')}`,
    targets: [{ ...comparison, name, problems: problemsOf(sides), ...(basis !== '' && { basis }) }],
    base: second === undefined ? `before ${first}` : first,
    head: head ?? second ?? first,
    failOn: config.review.failOn,
    comment: config.review.comment,
    hasComment: false,
    details: true,
  };
  return { input, diff: comparison.diff };
}

/** Where code lies in its repository. */
function nameOf(path: string): string {
  const folder = folderOf(path);
  if (folder === undefined) return path;
  const { root } = openCheckout(folder);
  return (folder === path ? root : join(root, basename(path))) || path;
}

/** What only the after side's code does not let us read. */
function problemsOf({ before, after }: Sides): readonly Problem[] {
  const known = new Set(before.problems.map(({ resource, message }) => `${resource} ${message}`));
  return after.problems.filter(({ resource, message }) => !known.has(`${resource} ${message}`));
}
