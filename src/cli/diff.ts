import { basename, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { type Config, parseConfig } from '../config/index.ts';
import { commentFromPipeline } from '../github/index.ts';
import { EMPTY_NETWORK, type Network, type Problem } from '../network/index.ts';
import { compile, type Diff, diff } from '../reachability/index.ts';
import { type ReviewInput, renderDiff, renderReport, renderReview, reviewMarker } from '../report/index.ts';
import { compareNetworks, foundText, layOver, rulesOf, type Sides, takenText } from '../review/index.ts';
import { readInventory, readSnapshot, type Snapshot, toNetwork } from '../snapshot/index.ts';
import type { KnownRoot } from '../terraform/index.ts';
import { openCheckout } from './files.ts';
import { choice, codeOptions, type ParsedCodeOptions, readConfigFile, withCodeOptions } from './options.ts';
import { type CodeOptions, folderOf, oneSide, readSource, type Source, SourceError } from './source.ts';

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
      const compared = await readSides(first, second, withCode(codeOptions(options), config, options), live);
      if (options.format === 'markdown' || options.comment) {
        const { input, diff: result } = review(first, second, compared, config, options, live);
        if (options.comment) await comment(input, options.comment, options.head);
        process.stdout.write(
          options.format === 'markdown' ? `${renderReport(input)}\n` : renderDiff(result, options.format),
        );
        process.exitCode = exitCode(result);
        return;
      }
      const result = diff(compile(compared.before), compile(compared.after), { named: config.named });
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

/** What a pull request's comment says. */
function review(
  first: string,
  second: string | undefined,
  { found, ...sides }: Compared,
  config: Config,
  { live: livePath, account, region, code, comment: pullRequest, head }: DiffCommandOptions,
  live: Snapshot | undefined,
): { readonly input: ReviewInput; readonly diff: Diff } {
  const places = [sides.before, sides.after].flatMap(({ vpcs }) => vpcs);
  const comparison = compareNetworks(
    sides,
    rulesOf(config),
    [...places, { account, region }],
    live && readInventory(live),
  );
  const path = second ?? code ?? first;
  const over = live && `over the snapshot in ${livePath}, of ${takenText(live, new Date())}`;
  const basis = [...(over === undefined ? [] : [over]), ...(found === undefined ? [] : [found])].join('; ');
  const target = {
    ...comparison,
    name: nameOf(path),
    problems: problemsOf(sides),
    ...(basis !== '' && { basis }),
  };
  const sidesNamed =
    second === undefined ? { base: `before ${first}`, head: head ?? first } : { base: first, head: head ?? second };
  const input: ReviewInput = {
    ...{
      targets: [target],
      failOn: config.review.failOn,
      comment: config.review.comment,
      hasComment: false,
      details: true,
    },
    // Each root has a comment of its own: whoever runs this knows of one.
    pullRequest: pullRequest === undefined ? '' : `${pullRequest.text}/${target.name.replaceAll(/[^\w./-]/g, '-')}`,
    ...sidesNamed,
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

interface PullRequestName {
  readonly text: string;
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

function pullRequestName(text: string): PullRequestName {
  const [, owner, repo, number] = /^([\w.-]+)\/([\w.-]+)#(\d+)$/.exec(text) ?? [];
  if (owner === undefined || repo === undefined) throw new InvalidArgumentError('It must be OWNER/REPO#NUMBER.');
  return { text, owner, repo, number: Number(number) };
}

/** Says it where the App would, with the same marker's manners; what became of it goes to standard error. */
async function comment(input: ReviewInput, { text, ...place }: PullRequestName, headSha: string | undefined) {
  const { GITHUB_TOKEN: token, GITHUB_API_URL: baseUrl } = process.env;
  if (!token) throw new SourceError('--comment needs a token in GITHUB_TOKEN that may write to pull requests.');
  if (headSha === undefined) throw new SourceError('--comment needs --head: the commit that is compared.');
  const { comment: body } = renderReview({ ...input, hasComment: true });
  const create = renderReview(input).comment !== undefined;
  if (body === undefined) return;
  const said = { ...place, headSha, marker: reviewMarker(input.pullRequest), body, create };
  const outcome = await commentFromPipeline(token, said, baseUrl ? { baseUrl } : {});
  process.stderr.write(`note: ${OUTCOMES[outcome] ?? `comment ${outcome}`} on ${text}\n`);
}

const OUTCOMES: Readonly<Record<string, string>> = {
  skipped: 'nothing to say',
  superseded: `nothing said, since it is closed or has a newer commit than that,`,
  public: 'nothing said, since strangers read it,',
};

function exitCode({ opened, closed }: Diff): number {
  return opened.length + closed.length > 0 ? 2 : 0;
}

/** What only the after side's code does not let us read. */
function problemsOf({ before, after }: Sides): readonly Problem[] {
  const known = new Set(before.problems.map(({ resource, message }) => `${resource} ${message}`));
  return after.problems.filter(({ resource, message }) => !known.has(`${resource} ${message}`));
}

interface Compared extends Sides {
  /** How much of the code is in the account. */
  readonly found?: string;
}

async function readSides(
  first: string,
  second: string | undefined,
  options: CodeOptions,
  snapshot: Snapshot | undefined,
): Promise<Compared> {
  const live = snapshot && toNetwork(snapshot);
  const copyOf = second !== undefined && { other: second };
  const before = await readSource(first, { ...options, ...copyOf, ...(live && { live: () => live }) });
  warn(before);
  const over = (network: Network | undefined, one: Network, other: Network) => {
    const laid = layOver(network, [{ name: second ?? first, before: one, after: other }]);
    const found = network && foundText(laid);
    if (found !== undefined) process.stderr.write(`note: ${found}\n`);
    return { before: laid.before, after: laid.after, ...(found !== undefined && { found }) };
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
