import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Day, day } from './day.ts';
import { ACCOUNT, liveAccount } from './live-account.ts';

let today: Day;
const ingress = ['0.0.0.0/0'];

const config = (routes: string) => `
accounts: [{ id: "${ACCOUNT}", name: prod, regions: [us-east-1], issues: acme/infra, labels: [aws] }]
issues: { routes: [${routes}] }
`;
const TO_TEAM = '{ tags: { team: web }, issues: acme/web, labels: [team-web] }';

/** The account, whose group says which team it is of. */
function tagged() {
  const snapshot = liveAccount(ingress, new Date().toISOString());
  const operations = new Map(snapshot.operations);
  const groups = structuredClone(operations.get('describe-security-groups'));
  if (groups && 'output' in groups)
    for (const group of (groups.output as { SecurityGroups: object[] }).SecurityGroups)
      Object.assign(group, { Tags: [{ Key: 'team', Value: 'web' }] });
  return { ...snapshot, operations: groups ? operations.set('describe-security-groups', groups) : operations };
}

beforeAll(async () => {
  today = await day(
    [
      { fullName: 'acme/.github', files: { '.github/sallyport.yml': config(TO_TEAM) } },
      { fullName: 'acme/infra' },
      { fullName: 'acme/web', files: { '.github/sallyport.yml': 'accept: { maxDays: 5 }\n' } },
    ],
    { collect: async () => tagged() },
  );
  today.github.install('olga', 'acme');
  await today.quiet();
});
afterAll(() => today.end());

const issues = (repository: string) => today.github.dump().repositories[repository]!.issues;
const ssh = (repository: string) => issues(repository).find(({ title }) => title.includes('tcp/22'));
const say = async (repository: string, number: number, text: string, who = 'ada') => {
  today.github.as(who).comment(repository, number, text);
  await today.quiet();
  return issues(repository)
    .find((issue) => issue.number === number)!
    .comments.at(-1)!.body;
};

it('opens a finding where its tag says, and counts it in the account’s own overview', () => {
  expect(ssh('acme/web')).toMatchObject({ state: 'open', labels: expect.arrayContaining(['aws', 'team-web']) });
  expect(ssh('acme/infra')).toBeUndefined();
  const overview = issues('acme/infra').find(({ title }) => title.includes('overview'));
  expect(overview?.body).toMatch(/Kept elsewhere: \d+ findings? in `acme\/web`/);
});

it('holds the repository to its own, narrower file', async () => {
  const far = new Date(Date.now() + 20 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  expect(await say('acme/web', ssh('acme/web')!.number, `/sallyport accept until ${far} later`)).toContain(
    '5 days away',
  );
});

it('answers who can reach what', async () => {
  const { number } = ssh('acme/web')!;
  const answer = await say('acme/web', number, '/sallyport reach internet eni-1 tcp/22');
  expect(answer).toContain('**🟢 reachable**: `internet` → `eni-1`, tcp 22');
  expect(answer).toContain('0.0.0.0/0');
  expect(await say('acme/web', number, '/sallyport reach internet eni-1 tcp/443')).toContain('**⛔ blocked**');
  expect(await say('acme/web', number, '/sallyport reach internet sg-nowhere')).toContain('names nothing');
  expect(await say('acme/web', number, '/sallyport reach internet eni-1', 'cid')).toContain(
    'only people who can write',
  );
});

it('moves a finding with its memory when its route changes', async () => {
  const until = new Date(Date.now() + 2 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  expect(await say('acme/web', ssh('acme/web')!.number, `/sallyport accept until ${until} soon`)).toContain('Accepted');
  today.github.as('ada').commit('acme/.github', { message: 'Home', files: { '.github/sallyport.yml': config('') } });
  await today.quiet();
  expect(ssh('acme/web')).toMatchObject({ state: 'closed' });
  // It is accepted there, and so needs no issue in its new place until the waiver ends.
  expect(ssh('acme/infra')).toBeUndefined();
  const overview = issues('acme/infra').find(({ title }) => title.includes('overview'));
  expect(overview?.body).toContain(`accepted until ${until}`);
});

it('does what was asked while it could not be reached', async () => {
  const { number } = issues('acme/infra')[0]!;
  const { github, service } = today;
  github.setWebhookUrl('http://127.0.0.1:9/api/github/webhooks');
  github.as('ada').comment('acme/infra', number, '/sallyport help');
  await github.settled();
  github.setWebhookUrl(`http://127.0.0.1:${service.port}/api/github/webhooks`);
  expect(await service.sweep()).toBe(1);
  await today.quiet();
  expect(
    issues('acme/infra')
      .find((issue) => issue.number === number)
      ?.comments.at(-1)?.body,
  ).toContain('I understand');
  expect(await service.sweep()).toBe(0);
});
