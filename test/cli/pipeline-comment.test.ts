import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAppAuth } from '@octokit/auth-app';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStandIn, type StandIn } from '../../src/demo/stand-in/index.ts';

// A pipeline that plans elsewhere, as Atlantis does, keeps the comment with a token of its own.

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const CODE = 'variable "cidrs" { type = list(string) }\n';

let github: StandIn;
let folder: string;
let token: string;

beforeAll(async () => {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const permissions = { contents: 'read', pull_requests: 'write', issues: 'write' } as const;
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  github = await createStandIn({
    app: { ...{ id: 12, slug: 'pipeline', name: 'Pipeline', publicKey, permissions }, events: [] },
    webhook: { secret: 'unused' },
  });
  for (const [name, isPrivate] of [
    ['infra', true],
    ['open', false],
  ] as const)
    github.addRepository({
      ...{ fullName: `acme/${name}`, private: isPrivate, files: { 'envs/prod/main.tf': CODE } },
      collaborators: { ada: 'write', olga: 'admin' },
    });
  const id = github.install('olga', 'acme');
  const { token: jwt } = await createAppAuth({ appId: 12, privateKey })({ type: 'app' });
  const answer = await fetch(`${github.url}/app/installations/${id}/access_tokens`, {
    method: 'POST',
    headers: { authorization: `bearer ${jwt}` },
  });
  ({ token } = (await answer.json()) as { token: string });
  folder = mkdtempSync(join(tmpdir(), 'sallyport-pipeline-'));
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'envs/prod'), { recursive: true });
  writeFileSync(join(folder, 'envs/prod/main.tf'), CODE);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await github.stop();
});

/** A plan of a rule for these addresses. */
const plan = (cidr: string) => {
  const after = {
    ...{ id: 'sgr-1', security_group_id: 'sg-web', ip_protocol: 'tcp', from_port: 22, to_port: 22, cidr_ipv4: cidr },
  };
  const type = 'aws_vpc_security_group_ingress_rule';
  return JSON.stringify({
    ...{ format_version: '1.2', terraform_version: '1.11.4', configuration: { root_module: {} } },
    resource_changes: [
      {
        ...{ address: `${type}.ssh`, mode: 'managed', type, name: 'ssh' },
        provider_name: 'registry.terraform.io/hashicorp/aws',
        change: { actions: ['create'], before: null, after, after_unknown: {} },
      },
      {
        ...{ address: 'aws_security_group.web', mode: 'managed', type: 'aws_security_group', name: 'web' },
        provider_name: 'registry.terraform.io/hashicorp/aws',
        change: {
          ...{ actions: ['no-op'], after_unknown: {} },
          before: { id: 'sg-web', name: 'web', vpc_id: 'vpc-1' },
          after: { id: 'sg-web', name: 'web', vpc_id: 'vpc-1' },
        },
      },
    ],
  });
};

/** What Atlantis runs after `show`. */
function run(
  cidr: string,
  name: string,
  head: string,
  env: Readonly<Record<string, string>> = { GITHUB_TOKEN: token },
) {
  writeFileSync(join(folder, 'show.json'), plan(cidr));
  const options = ['--code', 'envs/prod', '--comment', name, '--head', head];
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const { PATH } = process.env;
    execFile(
      process.execPath,
      [main, 'diff', 'show.json', ...options],
      { cwd: folder, env: { PATH, GITHUB_API_URL: github.url, ...env } },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}
const push = (text: string, repository = 'acme/infra') =>
  github.as('ada').commit(repository, { branch: 'more', message: text, files: { 'envs/prod/more.tf': `# ${text}` } });
const open = (repository = 'acme/infra') =>
  github.as('ada').openPullRequest(repository, { title: 'more', head: 'more' });
const comments = (number: number, repository = 'acme/infra') =>
  github.dump().repositories[repository]!.pullRequests.find((each) => each.number === number)!.comments;

it('keeps one comment, of the head alone', async () => {
  const first = push('first');
  const number = open();
  const opened = await run('0.0.0.0/0', `acme/infra#${number}`, first);
  expect(opened).toMatchObject({ code: 2, stdout: expect.stringContaining('1 flow opened') });
  expect(opened.stderr).toContain(`comment created on acme/infra#${number}`);
  const [comment, ...others] = comments(number);
  expect(others).toEqual([]);
  expect(comment?.author).toBe('pipeline[bot]');
  expect(comment?.body).toContain(`<!-- sallyport:v1 review acme/infra#${number}/envs/prod -->`);
  expect(comment?.body).toContain('### 🔴 1 opened to the internet — envs/prod');

  const second = push('second');
  expect((await run('10.0.0.0/8', `acme/infra#${number}`, second)).stderr).toContain('comment updated');
  const said = comments(number);
  expect(said).toHaveLength(1);
  expect(said[0]?.body).not.toContain('🔴');
  const late = await run('0.0.0.0/0', `acme/infra#${number}`, first);
  expect(late.stderr).toContain('nothing said, since it is closed or has a newer commit');
  expect(comments(number)).toEqual(said);
});

it('says nothing where strangers read', async () => {
  const head = push('first', 'acme/open');
  const number = open('acme/open');
  expect((await run('0.0.0.0/0', `acme/open#${number}`, head)).stderr).toContain('since strangers read it');
  expect(comments(number, 'acme/open')).toEqual([]);
});

it.each([
  [{}, 'GITHUB_TOKEN'],
  [{ GITHUB_TOKEN: 'wrong' }, 'Bad credentials'],
])('fails where it may not speak: %j', async (env, words) => {
  const { code, stderr } = await run('0.0.0.0/0', 'acme/infra#1', 'abc', env);
  expect([code, stderr]).toEqual([1, expect.stringContaining(words)]);
});
