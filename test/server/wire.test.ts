import { generateKeyPairSync } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStandIn, type Dump, type StandIn } from '../../src/demo/stand-in/index.ts';
import { EVENTS } from '../../src/server/events.ts';
import { readEnvironment } from '../../src/server/index.ts';
import { createService, type Service } from '../../src/server/wire.ts';
import { liveAccount } from './live-account.ts';

// One day of one organisation, told in order; each story goes on where the one before it ended.

let github: StandIn;
let service: Service;
let installationId: number;
let ingress: readonly string[] = [];

const CONFIG = `
accounts: [{ id: "123456789012", name: prod, regions: [us-east-1], issues: acme/infra }]
code: [{ repo: acme/infra, path: envs/prod, account: prod, region: us-east-1 }]
`;
const WEB = (cidr: string) => `
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-1"

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["${cidr}"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`;

beforeAll(async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const secret = 'a webhook secret of this test only';
  github = await createStandIn({
    app: {
      ...{ id: 4711, slug: 'sallyport', name: 'Sallyport', publicKey, events: Object.keys(EVENTS) },
      permissions: { contents: 'read', issues: 'write', pull_requests: 'write', checks: 'write', members: 'read' },
    },
    webhook: { secret },
  });
  const collaborators = { ada: 'write', bob: 'write', cid: 'read', olga: 'admin' } as const;
  github.addRepository({ fullName: 'acme/.github', files: { '.github/sallyport.yml': CONFIG }, collaborators });
  github.addRepository({
    fullName: 'acme/infra',
    files: { 'envs/prod/web.tf': WEB('10.0.0.0/8'), 'README.md': '# infra' },
    collaborators,
  });
  const environment = readEnvironment({
    ...{ PORT: '0', HOST: '127.0.0.1', APP_ID: '4711', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret },
    ...{ SALLYPORT_SECRET: 'a key of this test for external ids', GITHUB_API_URL: github.url },
    GITHUB_THROTTLE: 'off',
  });
  service = await createService(environment, {
    collect: async () => liveAccount(ingress, new Date().toISOString()),
    log: pino({ level: 'silent' }),
    inMemory: true,
  });
  await service.start();
  github.setWebhookUrl(`http://127.0.0.1:${service.port}/api/github/webhooks`);
});
afterAll(async () => {
  await service.stop();
  await github.stop();
});

/** Everything that was set off has happened: webhooks are answered, and no job is left. */
async function quiet() {
  await github.settled();
  await service.idle();
  await github.settled();
  await service.idle();
}
const scan = async () => {
  await service.useCases.scan(installationId);
  await quiet();
};
const infra = () => github.dump().repositories['acme/infra']!;
const issue = (find: (title: string) => boolean) => infra().issues.find(({ title }) => find(title));
const exposed = () => issue((title) => title.includes('tcp/22'));
const pullRequest = (number: number) => infra().pullRequests.find((pull) => pull.number === number)!;
const check = (number: number): Dump['repositories'][string]['pullRequests'][number]['checkRuns'][number] | undefined =>
  pullRequest(number).checkRuns.find(({ name }) => name === 'Sallyport / reachability');

it('scans when it is installed, and opens the overview', async () => {
  installationId = github.install('olga', 'acme');
  await quiet();
  expect(infra().issues.map(({ title }) => title)).toContain('prod: network overview (123456789012)');
  expect(exposed()).toBeUndefined();
});

it('opens an issue that names who can now reach what', async () => {
  ingress = ['0.0.0.0/1', '128.0.0.0/1'];
  await scan();
  expect(exposed()).toMatchObject({ state: 'open' });
  expect(exposed()?.labels).toEqual(expect.arrayContaining(['sallyport', 'account: prod']));
});

it('answers people who may command, and refuses others politely', async () => {
  github.as('cid').comment('acme/infra', exposed()!.number, '/sallyport recheck');
  github.as('ada').comment('acme/infra', exposed()!.number, '/sallyport why');
  await quiet();
  const answers = exposed()!.comments.map(({ body }) => body);
  expect(answers).toEqual(
    expect.arrayContaining([
      expect.stringContaining('only people who can write to this repository'),
      expect.stringContaining('Packet'),
    ]),
  );
});

it('reopens what a person closed while it is still there', async () => {
  github.as('ada').closeIssue('acme/infra', exposed()!.number);
  await quiet();
  expect(exposed()?.state).toBe('open');
});

it('closes the issue when it is fixed', async () => {
  ingress = ['10.0.0.0/8'];
  await scan();
  expect(exposed()?.state).toBe('closed');
});

it('tells a pull request what it opens, on the line, and fails its check', async () => {
  github.as('ada').commit('acme/infra', {
    ...{ branch: 'open', message: 'Open it', files: { 'envs/prod/web.tf': WEB('0.0.0.0/0') } },
  });
  const number = github.as('ada').openPullRequest('acme/infra', { title: 'Open it', head: 'open' });
  await quiet();
  expect(check(number)).toMatchObject({ conclusion: 'failure' });
  expect(pullRequest(number).comments.map(({ body }) => body)).toEqual([
    expect.stringContaining('1 opened to the internet'),
  ]);
  expect(pullRequest(number).reviewComments).toMatchObject([{ path: 'envs/prod/web.tf', line: 10 }]);

  github.as('ada').comment('acme/infra', number, '/sallyport approve it is the web');
  await quiet();
  expect(check(number)).toMatchObject({ conclusion: 'failure' });
  github.as('bob').comment('acme/infra', number, '/sallyport approve it is the web');
  await quiet();
  expect(pullRequest(number).checkRuns.at(-1)).toMatchObject({ conclusion: 'success' });
});

it('gives a refactor a green check and no comment', async () => {
  const refactored = WEB('10.0.0.0/8').replace('["10.0.0.0/8"]', '[local.office]');
  const files = { 'envs/prod/web.tf': `locals {\n  office = "10.0.0.0/8"\n}\n${refactored}` };
  github.as('ada').commit('acme/infra', { branch: 'tidy', message: 'Tidy up', files });
  const number = github.as('ada').openPullRequest('acme/infra', { title: 'Tidy up', head: 'tidy' });
  await quiet();
  expect(check(number)).toMatchObject({
    conclusion: 'success',
    title: expect.stringContaining('No reachability change'),
  });
  expect(pullRequest(number).comments).toEqual([]);
});

it('says what is wrong with a configuration, before and after it is merged', async () => {
  const openIssues = () =>
    infra()
      .issues.filter(({ state }) => state === 'open')
      .map(({ title }) => title);
  const before = openIssues();
  const files = { '.github/sallyport.yml': `${CONFIG}acounts: []\n` };
  github.as('ada').commit('acme/.github', { branch: 'typo', message: 'Typo', files });
  const number = github.as('ada').openPullRequest('acme/.github', { title: 'Typo', head: 'typo' });
  await quiet();
  const repository = () => github.dump().repositories['acme/.github']!;
  const pull = repository().pullRequests.find((one) => one.number === number)!;
  expect(pull.checkRuns).toMatchObject([{ name: 'Sallyport / configuration', conclusion: 'failure' }]);

  github.as('ada').mergePullRequest('acme/.github', number);
  await quiet();
  const problem = () => repository().issues.find(({ title }) => title.includes('configuration'));
  expect(problem()).toMatchObject({ state: 'open' });
  expect(problem()?.body).toContain("there is no setting 'acounts'; did you mean 'accounts'?");
  await scan();
  expect(openIssues()).toEqual(before);

  github.as('ada').commit('acme/.github', { message: 'Put it right', files: { '.github/sallyport.yml': CONFIG } });
  await quiet();
  expect(problem()).toMatchObject({ state: 'closed' });
});

it('closes the overview and every issue of an account that is unlinked', async () => {
  ingress = ['0.0.0.0/0'];
  await scan();
  expect(exposed()?.state).toBe('open');
  github.as('ada').commit('acme/.github', { message: 'Leave', files: { '.github/sallyport.yml': 'accounts: []\n' } });
  await quiet();
  expect(infra().issues.filter(({ state }) => state === 'open')).toEqual([]);
});
