import { Command } from 'commander';
import { CHECKS, type CodeRoot, checkContext, type More, runChecksByAccount } from '../checks/index.ts';
import type { Config } from '../config/index.ts';
import { type Finding, SEVERITIES, type Severity } from '../findings/index.ts';
import type { Gap } from '../network/index.ts';
import { compile } from '../reachability/index.ts';
import { renderScan, type ScanFormat } from '../report/index.ts';
import { readInventory } from '../snapshot/index.ts';
import { beyond, readBaseline, writeBaseline } from './baseline.ts';
import { codeRoot } from './code-root.ts';
import { historyUntil } from './history.ts';
import { choice, codeOptions, type ParsedCodeOptions, readConfigFile, withCodeOptions } from './options.ts';
import { scanNetwork } from './scan-network.ts';
import { readSource, type Source } from './source.ts';
import { version } from './version.ts';

interface ScanOptions extends ParsedCodeOptions {
  readonly format: ScanFormat;
  readonly config?: string;
  readonly failOn: Severity | 'never';
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly code?: readonly string[];
  readonly earlier?: readonly string[];
}

/** `sallyport scan`: the findings of every check. Exit code 0 none that counts, 2 some, 1 error. */
export function scanCommand(): Command {
  const command = new Command('scan')
    .description('run every check on a snapshot, or on code')
    .argument('<snapshot>', 'snapshot folder; or a Terraform directory, plan or CloudFormation template')
    .addOption(choice('--format <format>', 'how to print it', ['table', 'json', 'sarif', 'markdown'], 'table'))
    .option('--config <file>', 'sallyport.yml, for the checks in force and their severities')
    .addOption(choice('--fail-on <severity>', 'exit with 2 from this severity on', [...SEVERITIES, 'never'], 'info'))
    .option('--baseline <file>', 'leave out what this file has, unless it got worse or wider')
    .option('--write-baseline <file>', 'write all findings to this file, and exit with 0')
    .option('--earlier <folder...>', 'earlier snapshots of the same accounts, for the checks on changes')
    .option(
      '--code <path...>',
      'code that makes the account of the snapshot: tells what is in no code, and the reverse',
    );
  return withCodeOptions(command).action(async (path: string, options: ScanOptions) => {
    const config = options.config === undefined ? undefined : readConfigFile(options.config);
    const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
    const source = await readSource(path, codeOptions(options));
    const network = scanNetwork(source);
    const code = await Promise.all((options.code ?? []).map((each) => codeRoot(each, network, codeOptions(options))));
    for (const problem of network.problems) process.stderr.write(`warning: ${problem.resource}: ${problem.message}\n`);
    const context = checkContext(compile(network), undefined, await beside(source, path, code, options));
    const all = runChecksByAccount(context, (account) => settingsOf(config, account));
    const { findings, known, gone } = baseline ? beyond(baseline, all) : { findings: all, known: 0, gone: 0 };
    if (options.writeBaseline !== undefined) writeBaseline(options.writeBaseline, all);
    if (gone > 0)
      process.stderr.write(
        `note: ${gone} of the baseline's findings ${gone === 1 ? 'is' : 'are'} gone; write it anew\n`,
      );
    const { columns } = process.stdout;
    const report = {
      ...{
        findings,
        checks: CHECKS,
        gaps: [...network.gaps, ...code.flatMap(unreadCode)],
        version: version(),
        baselined: known,
      },
      ...(process.stdout.isTTY && columns > 0 && { width: columns }),
    };
    process.stdout.write(renderScan(report, options.format));
    const isAdopting = options.writeBaseline !== undefined;
    process.exitCode = !isAdopting && findings.some((each) => counts(each, options.failOn)) ? 2 : 0;
  });
}

/** Code that was not read wholly leaves checks undecided; they must not be taken to have found nothing. */
function unreadCode({ account, region, name, unread }: CodeRoot): readonly Gap[] {
  const [first, ...others] = unread;
  if (first === undefined) return [];
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  const undecided = CHECKS.filter(({ dependsOn }) => dependsOn.includes('code'))
    .map(({ id }) => id)
    .sort();
  const reason = `${name}: ${first}${more}; not wholly decided without it: ${undecided.join(', ')}`;
  return [{ account, region, operation: 'code', kind: 'failed', reason }];
}

/** What the checks may know beside the network. */
async function beside(
  source: Source,
  path: string,
  code: readonly CodeRoot[],
  { earlier }: ScanOptions,
): Promise<More> {
  const given = code.length > 0 ? { code } : {};
  if (source.kind !== 'snapshot') return given;
  const history = earlier ? { history: await historyUntil(source.snapshot, path, earlier) } : {};
  return { ...given, ...history, inventory: readInventory(source.snapshot) };
}

function settingsOf(config: Config | undefined, account: string): Config['checks'] {
  return { ...config?.checks, ...config?.accounts.find(({ id }) => id === account)?.checks };
}

function counts({ severity }: Finding, failOn: Severity | 'never'): boolean {
  return failOn !== 'never' && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
}
