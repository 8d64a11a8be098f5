import { Command } from 'commander';
import { CHECKS, checkContext, runChecks } from '../checks/index.ts';
import { compile } from '../reachability/index.ts';
import { renderScan, type ScanFormat } from '../report/index.ts';
import { choice, codeOptions, type ParsedCodeOptions, readConfigFile, withCodeOptions } from './options.ts';
import { scanNetwork } from './scan-network.ts';
import { readSource } from './source.ts';
import { version } from './version.ts';

interface ScanOptions extends ParsedCodeOptions {
  readonly format: ScanFormat;
  readonly config?: string;
}

/** `sallyport scan`: the findings of every check. Exit code 0 none, 2 some, 1 error. */
export function scanCommand(): Command {
  const command = new Command('scan')
    .description('run every check on a snapshot, or on code')
    .argument('<snapshot>', 'snapshot folder; or a Terraform directory, plan or CloudFormation template')
    .addOption(choice('--format <format>', 'how to print it', ['table', 'json', 'sarif', 'markdown'], 'table'))
    .option('--config <file>', 'sallyport.yml, for the checks in force and their severities');
  return withCodeOptions(command).action(async (path: string, options: ScanOptions) => {
    const settings = options.config === undefined ? {} : readConfigFile(options.config).checks;
    const network = scanNetwork(await readSource(path, codeOptions(options)));
    for (const problem of network.problems) process.stderr.write(`warning: ${problem.resource}: ${problem.message}\n`);
    const findings = runChecks(checkContext(compile(network)), settings);
    process.stdout.write(
      renderScan({ findings, checks: CHECKS, gaps: network.gaps, version: version() }, options.format),
    );
    process.exitCode = findings.length > 0 ? 2 : 0;
  });
}
