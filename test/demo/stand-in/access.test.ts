import { createHmac, createSign } from 'node:crypto';
import { Octokit } from '@octokit/rest';
import { Probot, ProbotOctokit } from 'probot';
import { describe, expect, test } from 'vitest';
import { listen } from './receiver.ts';
import { asApp, asInstallation, privateKey, REPO, refusal, SECRET, scene } from './scene.ts';

const jwt = (claims: object, key = privateKey): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
};

describe('the app', () => {
  test('is known by a signed JWT and finds its installations', async () => {
    const { github, installationId } = await scene();
    const app = asApp(github);
    expect((await app.rest.apps.getAuthenticated()).data).toMatchObject({ slug: 'sallyport', id: 4711 });
    expect((await app.rest.apps.listInstallations()).data).toMatchObject([
      { id: installationId, account: { login: 'acme', type: 'Organization' }, suspended_at: null },
    ]);
    expect((await app.rest.apps.getRepoInstallation(REPO)).data.id).toBe(installationId);
    expect((await app.rest.apps.getOrgInstallation({ org: 'acme' })).data.id).toBe(installationId);
  });

  const seconds = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => string, number]>([
    ['an expired JWT', () => jwt({ iss: 4711, iat: seconds() - 700, exp: seconds() - 100 }), 401],
    ['a JWT valid for too long', () => jwt({ iss: 4711, iat: seconds(), exp: seconds() + 3600 }), 401],
    ['a JWT of another app', () => jwt({ iss: 1, iat: seconds(), exp: seconds() + 60 }), 404],
    ['a JWT with a forged payload', () => forged(jwt({ iss: 4711, iat: seconds(), exp: seconds() + 60 })), 401],
    ['an unknown token', () => 'ghs_unknown', 401],
  ])('refuses %s', async (_, credential, status) => {
    const { github } = await scene();
    const octokit = new Octokit({ baseUrl: github.url, auth: credential(), log: quiet });
    expect(await refusal(octokit.rest.apps.getAuthenticated())).toMatchObject({ status });
  });

  test('works for Probot as GitHub does, also below /api/v3', async () => {
    const { github, installationId } = await scene();
    const Settings = ProbotOctokit.defaults((o: object) => ({
      ...o,
      baseUrl: `${github.url}/api/v3`,
      throttle: { enabled: false },
    }));
    const probot = new Probot({ appId: 4711, privateKey, Octokit: Settings, logLevel: 'fatal' });
    const octokit = await probot.auth(installationId);
    const repositories = await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, { per_page: 1 });
    expect(repositories.map((repository) => repository.full_name)).toEqual(['acme/infra']);
  });
});

describe('an installation', () => {
  test('sees only its repositories: the others do not exist for it', async () => {
    const { github, octokit, installationId } = await scene();
    github.addRepository({ fullName: 'other/secret' });
    github.addRepository({ fullName: 'other/open', private: false });
    expect(await refusal(octokit.rest.repos.get({ owner: 'other', repo: 'secret' }))).toMatchObject({
      status: 404,
      message: 'Not Found',
    });
    expect((await octokit.rest.repos.get({ owner: 'other', repo: 'open' })).data.private).toBe(false);
    expect(await refusal(octokit.rest.issues.create({ owner: 'other', repo: 'open', title: 'x' }))).toMatchObject({
      status: 403,
      message: 'Resource not accessible by integration',
    });
    github.selectRepositories(installationId, []);
    expect(await refusal(octokit.rest.repos.get(REPO))).toMatchObject({ status: 404 });
  });

  test('may do what it was granted, and what it reads needs a grant too', async () => {
    const { octokit } = await scene({ permissions: { issues: 'read' } });
    expect((await octokit.rest.issues.listForRepo(REPO)).data).toEqual([]);
    const forbidden = { status: 403, message: 'Resource not accessible by integration' };
    expect(await refusal(octokit.rest.issues.create({ ...REPO, title: 'x' }))).toMatchObject(forbidden);
    expect(await refusal(octokit.rest.repos.getContent({ ...REPO, path: 'main.tf' }))).toMatchObject(forbidden);
    expect(await refusal(octokit.rest.checks.listForRef({ ...REPO, ref: 'main' }))).toMatchObject(forbidden);
  });

  test('gets tokens for less than it may do, never for more', async () => {
    const { github, installationId } = await scene();
    const app = asApp(github);
    const narrow = await app.rest.apps.createInstallationAccessToken({
      installation_id: installationId,
      permissions: { issues: 'read' },
      repositories: ['infra'],
    });
    const octokit = new Octokit({ baseUrl: github.url, auth: narrow.data.token, log: quiet });
    expect(await refusal(octokit.rest.issues.create({ ...REPO, title: 'x' }))).toMatchObject({ status: 403 });
    const more = app.rest.apps.createInstallationAccessToken({
      installation_id: installationId,
      permissions: { administration: 'write' },
    });
    expect(await refusal(more)).toMatchObject({ status: 422 });
  });

  test('is shut out while suspended and after removal', async () => {
    const { github, installationId } = await scene();
    const target = { installation_id: installationId };
    const { data } = await asApp(github).rest.apps.createInstallationAccessToken(target);
    // The bare token: the app's strategy would repeat a 401 for seconds, blaming replication.
    const octokit = new Octokit({ baseUrl: github.url, auth: data.token, log: quiet });
    await octokit.rest.repos.get(REPO);
    github.suspend(installationId, true);
    expect(await refusal(octokit.rest.repos.get(REPO))).toMatchObject({ status: 403 });
    github.suspend(installationId, false);
    await octokit.rest.repos.get(REPO);
    github.uninstall(installationId);
    expect(await refusal(octokit.rest.repos.get(REPO))).toMatchObject({ status: 401, message: 'Bad credentials' });
    expect(await refusal(asInstallation(github, installationId).rest.repos.get(REPO))).toMatchObject({ status: 404 });
  });

  test('reads people’s roles, and team membership', async () => {
    const { github, octokit } = await scene();
    const level = async (username: string) =>
      (await octokit.rest.repos.getCollaboratorPermissionLevel({ ...REPO, username })).data.permission;
    github.as('mallory');
    expect([await level('olga'), await level('alice'), await level('bob'), await level('mallory')]).toEqual([
      'admin',
      'write',
      'read',
      'none',
    ]);
    github.addTeam('acme', 'security', ['alice']);
    const member = (username: string) =>
      octokit.rest.teams.getMembershipForUserInOrg({ org: 'acme', team_slug: 'security', username });
    expect((await member('alice')).data.state).toBe('active');
    expect(await refusal(member('bob'))).toMatchObject({ status: 404 });
  });
});

describe('webhooks', () => {
  test('are signed, say what happened and are logged; they can be sent again', async () => {
    const { github, installationId } = await scene();
    const receiver = await listen();
    github.setWebhookUrl(receiver.url);
    const number = github.as('alice').openIssue('acme/infra', { title: 'Hello', body: 'ünïcode' });
    github.as('bob').comment('acme/infra', number, '/sallyport help');
    await github.settled();
    const byEvent = Object.fromEntries(receiver.received.map((hook) => [hook.headers['x-github-event'], hook]));
    expect(Object.keys(byEvent).sort()).toEqual(['issue_comment', 'issues']);
    const { headers, body } = byEvent['issue_comment']!;
    expect(headers['x-hub-signature-256']).toBe(`sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`);
    expect(JSON.parse(body)).toMatchObject({
      action: 'created',
      comment: { body: '/sallyport help', user: { login: 'bob', type: 'User' } },
      issue: { number, title: 'Hello', body: 'ünïcode' },
      repository: { full_name: 'acme/infra', default_branch: 'main' },
      organization: { login: 'acme' },
      sender: { login: 'bob' },
      installation: { id: installationId },
    });

    const app = asApp(github);
    const { data: log } = await app.rest.apps.listWebhookDeliveries();
    const logged = log.find((delivery) => delivery.event === 'issue_comment')!;
    expect(logged).toMatchObject({ guid: headers['x-github-delivery'], status_code: 202, redelivery: false });
    await app.rest.apps.redeliverWebhookDelivery({ delivery_id: logged.id });
    await github.settled();
    expect(receiver.received).toHaveLength(3);
    expect(receiver.received[2]!.headers['x-github-delivery']).toBe(logged.guid);
    const { data: all } = await app.rest.apps.listWebhookDeliveries({ per_page: 1 });
    expect(all).toMatchObject([{ guid: logged.guid, redelivery: true }]);
  });

  test('that fail are logged as failed', async () => {
    const { github } = await scene();
    const receiver = await listen(500);
    github.setWebhookUrl(receiver.url);
    github.as('alice').openIssue('acme/infra', { title: 'Hello' });
    await github.settled();
    await receiver.close();
    github.as('alice').openIssue('acme/infra', { title: 'Again' });
    await github.settled();
    expect(github.deliveries().map((delivery) => delivery.statusCode)).toEqual([502, 500]);
  });

  test('come for installations whatever the app subscribed to, and for the rest only then', async () => {
    const { github, installationId } = await scene();
    const receiver = await listen();
    github.setWebhookUrl(receiver.url);
    const alice = github.as('alice');
    alice.commit('acme/infra', { branch: 'x', message: 'm', files: { 'main.tf': 'one\n' } });
    const number = alice.openPullRequest('acme/infra', { title: 'X', head: 'x' });
    alice.commit('acme/infra', { branch: 'x', message: 'm', files: { 'main.tf': 'two\n' } });
    alice.rerequestChecks('acme/infra', number);
    alice.mergePullRequest('acme/infra', number);
    github.selectRepositories(installationId, []);
    github.uninstall(installationId);
    await github.settled();
    const seen = receiver.received.map(
      ({ headers, body }) => `${headers['x-github-event']} ${JSON.parse(body).action ?? ''}`,
    );
    expect(seen.sort()).toEqual([
      'check_suite rerequested',
      'installation deleted',
      'installation_repositories removed',
      'pull_request closed',
      'pull_request opened',
      'pull_request synchronize',
      'push ',
      'push ',
      'push ',
    ]);
  });
});

function forged(token: string): string {
  const [head, , signature] = token.split('.');
  const claims = Buffer.from(JSON.stringify({ iss: 4711, iat: 1, exp: Math.floor(Date.now() / 1000) + 300 }));
  return `${head}.${claims.toString('base64url')}.${signature}`;
}

const nothing = (): void => {};
const quiet = { debug: nothing, info: nothing, warn: nothing, error: nothing };
