import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readSource, type Source } from '../../src/cli/source.ts';
import { EMPTY_NETWORK } from '../../src/network/index.ts';
import { codeNetworks, withHypotheticalMembers } from '../../src/overlay/index.ts';
import { compile, diff } from '../../src/reachability/index.ts';

/** Reads every plan, Terraform root and template under `iac`, and computes on it; returns how many would not. */
export async function checkCode(folder: string): Promise<number> {
  const root = join(folder, 'iac');
  if (!existsSync(root)) {
    console.warn(`SKIPPED: no ${root}`);
    return 0;
  }
  const paths = [
    ...filesUnder(join(root, 'plans'), /\.json$/),
    ...directoriesIn(join(root, 'terraform')),
    ...filesUnder(join(root, 'cloudformation'), /\.(ya?ml|json|template)$/),
  ];
  let failures = 0;
  for (const path of paths) {
    try {
      const source = await readSource(path, { account: '', region: 'us-east-1', varFiles: [] });
      console.log(`  ${relative(root, path)}: ${summary(source)}`);
    } catch (error) {
      failures++;
      console.error(`✗ ${relative(root, path)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const answers = join(root, 'terraform', 'expected.json');
  if (existsSync(answers)) console.log(`  terraform/expected.json: known answers of another checker, listed only`);
  console.log(`${paths.length - failures} of ${paths.length} plans, Terraform roots and templates were read`);
  return failures;
}

/** What a source changes, by the product's own way: a template or a root counts as all new. */
function summary(source: Source): string {
  const stated = source.kind === 'plan' ? source : { before: EMPTY_NETWORK, after: source.network };
  const sides = codeNetworks(stated.before, stated.after);
  const before = withHypotheticalMembers(sides.before, sides.after);
  const after = withHypotheticalMembers(sides.after, sides.before);
  const { opened, closed, unknowns } = diff(compile(before), compile(after));
  return `opens ${opened.length}, closes ${closed.length}, ${unknowns.length} unknown, ${after.problems.length} problems`;
}

function filesUnder(folder: string, name: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path))
    .map((path) => join(folder, path))
    .sort();
}

function directoriesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory())
    .sort();
}
