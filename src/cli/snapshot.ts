import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { Command, Option } from 'commander';
import { AccountError, collectAccount, EXTRAS, type Extra } from '../aws/index.ts';
import { SallyportError } from '../network/index.ts';
import { type RegionSnapshot, writeSnapshot } from '../snapshot/index.ts';

interface SnapshotOptions {
  readonly account: string;
  readonly role: string;
  readonly out: string;
  readonly region?: readonly string[];
  readonly externalId?: string;
  readonly via?: string;
  readonly also?: readonly Extra[];
  readonly profile?: string;
}

/** What the command does its work with; tests put their own here. */
interface SnapshotParts {
  readonly collect: typeof collectAccount;
  readonly write: typeof writeSnapshot;
  readonly clock: () => Date;
}

/** `sallyport snapshot`: reads a live account and writes it as a snapshot folder. */
export function snapshotCommand(
  { collect, write, clock }: SnapshotParts = { collect: collectAccount, write: writeSnapshot, clock: () => new Date() },
): Command {
  const command = new Command('snapshot')
    .description('read a live AWS account and write it as a snapshot folder')
    .requiredOption('--account <id>', 'the account to read, twelve digits')
    .requiredOption('--role <name>', 'name or ARN of the read-only role to assume there')
    .requiredOption('--out <dir>', 'where to write <account>/<region>/<operation>.json')
    .option('--region <region...>', 'Regions to read; default: every Region the account has enabled')
    .option('--external-id <id>', "the external id the role's trust policy asks for")
    .option('--via <arn>', 'a role to assume on the way, with the same external id')
    .addOption(new Option('--also <what...>', 'what to read beside the network').choices(EXTRAS))
    .option('--profile <name>', 'the local AWS profile that assumes the role');
  return command.action(async ({ account, role, out, region, externalId, via, also, profile }: SnapshotOptions) => {
    try {
      const snapshot = await collect({
        account,
        role,
        clock,
        ...(region && { regions: region }),
        ...(externalId !== undefined && { externalId }),
        ...(via !== undefined && { via }),
        ...(also && { extras: also }),
        credentials: fromNodeProviderChain(profile === undefined ? {} : { profile }),
      });
      await write(snapshot, out);
      for (const line of snapshot.regions.flatMap(reportOf)) command.configureOutput().writeOut?.(`${line}\n`);
      if (snapshot.regions.every(nothingRead))
        throw new AccountError(`nothing of account ${account} could be read; see the reasons above`);
    } catch (error) {
      if (!(error instanceof SallyportError)) throw error;
      command.error(`sallyport snapshot: ${error.message}`, { exitCode: 1 });
    }
  });
}

function nothingRead({ operations }: RegionSnapshot): boolean {
  return [...operations.values()].every(({ status }) => status !== 'complete' && status !== 'truncated');
}

/** A line for the Region, and one for each operation it could not be asked or did not wholly answer. */
function reportOf({ account, region, operations }: RegionSnapshot): readonly string[] {
  const incomplete = [...operations].flatMap(([operation, recorded]) =>
    recorded.status === 'complete' ? [] : [`  ${operation}: ${recorded.status}: ${recorded.reason}`],
  );
  const read = operations.size - incomplete.length;
  return [`${account} ${region}: ${read} of ${operations.size} operations read completely`, ...incomplete];
}
