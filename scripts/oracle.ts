/**
 * Compares the evaluator with the `terraform` binary, value and type, over the table of expressions. Ends with 1 on a
 * difference; without the binary it says so and ends well. `--record` also writes Terraform's answers for the unit tests.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { answerOf, REFUSED, sameAnswer, writeAnswer } from './oracle/answer.ts';
import { oracleFiles } from './oracle/files.ts';

const here = import.meta.dirname;
const recording = join(here, '../test/terraform/evaluate/fixtures/oracle.json');
// One expression a line; ⏎ is a line break within it.
const expressions = readFileSync(join(here, 'oracle/expressions.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.replaceAll('⏎', '\n'));

function main(): number {
  const probe = spawnSync('terraform', ['version'], { encoding: 'utf8' });
  if (probe.error || probe.status !== 0) {
    console.log('oracle: skipped, there is no terraform binary on the PATH');
    return 0;
  }
  const answers = ask();
  if (process.argv.includes('--record')) {
    mkdirSync(dirname(recording), { recursive: true });
    writeFileSync(recording, `${JSON.stringify(Object.fromEntries(answers), null, 2)}\n`);
  }
  let differences = 0;
  for (const [expression, theirs] of answers) {
    const ours = answerOf(expression);
    if (sameAnswer(ours, theirs)) continue;
    differences++;
    console.log(`  ${expression}\n    terraform: ${theirs}\n    sallyport: ${ours}`);
  }
  console.log(`oracle: ${answers.length} expressions, ${differences} differences from ${probe.stdout.split('\n')[0]}`);
  return differences === 0 ? 0 : 1;
}

/** Evaluates the table as the outputs of one configuration. A null output would vanish, so each is wrapped in a list. */
function ask(): [expression: string, answer: string][] {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-oracle-'));
  try {
    for (const [path, content] of Object.entries(oracleFiles)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    const outputs = expressions.map(
      (expression, index) => `output "o${index}" {\n  value = [try(${expression}, "${REFUSED}")]\n}\n`,
    );
    writeFileSync(join(directory, 'main.tf'), outputs.join(''));
    terraform(directory, 'apply', '-auto-approve', '-input=false', '-no-color');
    const answers = JSON.parse(terraform(directory, 'output', '-json')) as Record<
      string,
      { value: [unknown]; type: [string, [unknown]] }
    >;
    return expressions.map((expression, index) => {
      const { value, type } = answers[`o${index}`]!;
      return [expression, value[0] === REFUSED ? REFUSED : writeAnswer(value[0], type[1][0])];
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function terraform(directory: string, ...args: string[]): string {
  const run = spawnSync('terraform', args, { cwd: directory, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (run.status !== 0)
    throw new Error(`terraform ${args[0]} failed:\n${run.stdout.slice(-2000)}\n${run.stderr.slice(-4000)}`);
  return run.stdout;
}

process.exitCode = main();
