import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CHECKS, checkContext, runChecks } from '../../src/checks/index.ts';
import { scanNetwork } from '../../src/cli/scan-network.ts';
import { readSource } from '../../src/cli/source.ts';
import { compile } from '../../src/reachability/index.ts';

/** What another checker expects of one of its fixtures, by resource address. */
interface Expectation {
  readonly check: string;
  readonly pass: readonly string[];
  readonly fail: readonly string[];
}

/** Where every disagreement has its reason. */
const REASONS = 'docs/development/peer-disagreements.md';

/**
 * Holds the checks against what other checkers expect of their own fixtures (`iac/terraform/expected.json`: fixture →
 * expectations). A disagreement counts unless the document gives a reason for it; returns how many do.
 */
export async function checkPeers(folder: string): Promise<number> {
  const root = join(folder, 'iac', 'terraform');
  const answers = join(root, 'expected.json');
  if (!existsSync(answers)) {
    console.warn(`SKIPPED: no ${answers}`);
    return 0;
  }
  const expected: Readonly<Record<string, readonly Expectation[]>> = JSON.parse(readFileSync(answers, 'utf8'));
  const reasons = readFileSync(REASONS, 'utf8');
  const mapped = new Set(
    CHECKS.flatMap(({ references }) => [...(references['checkov'] ?? []), ...(references['trivy'] ?? [])]),
  );
  const tally = { agreed: 0, reasoned: 0, failures: 0 };
  for (const [fixture, expectations] of Object.entries(expected)) {
    const broken = await brokenIn(rootsOf(join(root, fixture)));
    for (const { check, pass, fail } of expectations) {
      if (!mapped.has(check)) {
        console.warn(`  ${fixture}: ${check} has no counterpart here`);
        continue;
      }
      const verdicts = [
        ...pass.map((address) => [address, false] as const),
        ...fail.map((address) => [address, true] as const),
      ];
      for (const [address, isExpected] of verdicts) {
        const isBroken = broken.get(check)?.has(address) ?? false;
        if (isBroken === isExpected) tally.agreed++;
        else if (reasons.includes(`| ${fixture} | ${check} | \`${address}\` |`)) tally.reasoned++;
        else {
          tally.failures++;
          console.error(`✗ ${fixture} ${check} ${address}: expected to ${isExpected ? 'fail' : 'pass'}`);
        }
      }
    }
  }
  console.log(
    `${tally.agreed} verdicts as other checkers expect, ${tally.reasoned} otherwise with a reason, ${tally.failures} without`,
  );
  return tally.failures;
}

/** The root modules of a fixture: every folder with code, but for the modules that others call. */
function rootsOf(fixture: string): readonly string[] {
  const files = globSync('**/*.tf', { cwd: fixture });
  const called = files.flatMap((file) =>
    [...readFileSync(join(fixture, file), 'utf8').matchAll(/\bsource\s*=\s*"(\.\.?\/[^"]*)"/g)].map(([, source]) =>
      join(dirname(file), source!).replace(/\/$/, ''),
    ),
  );
  const folders = new Set(files.map((file) => dirname(file)));
  return [...folders].filter((folder) => !called.includes(folder)).map((folder) => join(fixture, folder));
}

/** The addresses that break each check of the other catalogues. */
async function brokenIn(directories: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const references = new Map(
    CHECKS.map((check) => [check.id, [...(check.references['checkov'] ?? []), ...(check.references['trivy'] ?? [])]]),
  );
  const broken = new Map<string, Set<string>>();
  for (const directory of directories) {
    const source = await readSource(directory, { account: '', region: 'us-east-1', varFiles: [] });
    for (const { check, because } of runChecks(checkContext(compile(scanNetwork(source)))))
      for (const cause of because)
        for (const id of cause.references ?? references.get(check) ?? [])
          if (cause.address !== undefined) broken.set(id, (broken.get(id) ?? new Set()).add(cause.address));
  }
  return broken;
}
