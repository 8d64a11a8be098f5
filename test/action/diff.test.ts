import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const GROUP = (cidr: string) => `
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-1"
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["${cidr}"]
  }
}
`;

let work: string;
let base: string;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'sallyport-action-'));
  // The command line as it is written, in place of its compiled form.
  mkdirSync(join(work, 'app/dist/cli'), { recursive: true });
  writeFileSync(join(work, 'app/package.json'), '{"type":"module"}');
  writeFileSync(
    join(work, 'app/dist/cli/main.js'),
    `await import(${JSON.stringify(new URL('../../src/cli/main.ts', import.meta.url).href)});\n`,
  );
  cpSync(join(repository, 'action'), join(work, 'app/action'), { recursive: true });
  mkdirSync(join(work, 'code/envs/prod'), { recursive: true });
  git('init', '-q', '-b', 'main');
  base = commit('10.0.0.0/8');
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function git(...args: readonly string[]): string {
  const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.invalid', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, ...args], { cwd: join(work, 'code'), encoding: 'utf8' }).trim();
}

function commit(cidr: string): string {
  writeFileSync(join(work, 'code/envs/prod/main.tf'), GROUP(cidr));
  git('add', '.');
  git('commit', '-qm', cidr, '--allow-empty');
  return git('rev-parse', 'HEAD');
}

const action = parse(readFileSync(join(repository, 'action/action.yml'), 'utf8'));

/** Runs the action's step as a runner would: its command, its environment, the inputs that a workflow gives. */
function run(inputs: Readonly<Record<string, string>> = {}) {
  for (const name of ['summary', 'output']) writeFileSync(join(work, name), '');
  const [step] = action.runs.steps;
  const given = { path: 'envs/prod', account: '123456789012', ...inputs };
  const values = new Map<string, string>([
    ...Object.entries<{ default?: string }>(action.inputs).map(
      ([name, { default: value = '' }]) => [`inputs.${name}`, value] as const,
    ),
    ...Object.entries(given).map(([name, value]) => [`inputs.${name}`, value] as const),
    ['github.event.pull_request.base.sha', base],
    ['github.action_path', join(work, 'app/action')],
  ]);
  const resolved = (expression: string) =>
    expression
      .split('||')
      .map((part) => values.get(part.trim()))
      .find((value) => value) ?? '';
  const env = Object.entries<string>(step.env).map(([name, value]) => [
    name,
    value.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => resolved(expression)),
  ]);
  const { status, stdout, stderr } = spawnSync('bash', ['-c', step.run], {
    cwd: join(work, 'code'),
    encoding: 'utf8',
    env: {
      PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
      GITHUB_STEP_SUMMARY: join(work, 'summary'),
      GITHUB_OUTPUT: join(work, 'output'),
      ...Object.fromEntries(env),
    },
  });
  const read = (name: string) => readFileSync(join(work, name), 'utf8');
  return { status, said: stdout + stderr, summary: read('summary'), output: read('output') };
}

it('reports what the head opens, and fails as asked', { timeout: 60_000 }, () => {
  commit('0.0.0.0/0');
  const failing = run();
  expect(failing.status).toBe(1);
  expect(failing.said).toContain('::error::Sallyport: 1 opened to the internet, 1 opened in all');
  expect(failing.summary).toContain('### 🔴 1 opened to the internet — envs/prod');
  expect(failing.output).toMatch(/^report=.+\nopened=1\nexposed=1\n$/);
  expect(run({ 'fail-on': 'never' }).status).toBe(0);
});

it('is never green where nothing could be compared', { timeout: 60_000 }, () => {
  writeFileSync(join(work, 'code/plan.json'), 'no plan');
  expect(run({ plan: 'plan.json', 'fail-on': 'never' }).status).toBe(1);
  expect(run({ 'fail-on': 'internt' }).said).toContain("not 'internt'");
});

it('hands every input over as a variable, and none as text of the script', () => {
  const [step] = action.runs.steps;
  expect(step.run).not.toContain('${{');
  const used = new Set(Object.values<string>(step.env).flatMap((value) => value.match(/inputs\.[\w-]+/g) ?? []));
  expect([...used].sort()).toEqual(
    Object.keys(action.inputs)
      .map((name) => `inputs.${name}`)
      .sort(),
  );
});
