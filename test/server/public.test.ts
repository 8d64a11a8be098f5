import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Day, day } from './day.ts';
import { ACCOUNT, liveAccount } from './live-account.ts';

// The whole run against a public repository: what it holds at the end must not tell a stranger anything of the account.

const web = (cidr: string) =>
  `resource "aws_security_group" "site" {\n  name = "site"\n  ingress {\n    protocol = "tcp"\n    from_port = 443\n    to_port = 443\n    cidr_blocks = ["${cidr}"]\n  }\n}\n`;
const FILES = { 'main.tf': web('10.0.0.0/8') };

let today: Day;
beforeAll(async () => {
  const config = `
accounts: [{ id: "${ACCOUNT}", name: crown-jewels, regions: [us-east-1], issues: acme/site }]
code: [{ repo: acme/site, path: ., account: crown-jewels, region: us-east-1 }]
`;
  today = await day(
    [
      { fullName: 'acme/.github', files: { '.github/sallyport.yml': config } },
      { fullName: 'acme/site', private: false, files: FILES },
    ],
    { collect: async () => liveAccount(['0.0.0.0/0'], new Date().toISOString()) },
  );
  const { github, service, quiet } = today;
  const installation = github.install('olga', 'acme');
  await quiet();
  for (const _ of [1, 2]) {
    await service.useCases.scan(installation);
    await quiet();
  }
  const ada = github.as('ada');
  ada.commit('acme/site', { branch: 'open', message: 'Open it', files: { 'main.tf': web('0.0.0.0/0') } });
  const pull = ada.openPullRequest('acme/site', { title: 'Open it', head: 'open' });
  const issue = ada.openIssue('acme/site', { title: 'A question' });
  await quiet();
  for (const number of [pull, issue])
    for (const command of ['reach internet sg-web tcp/22', 'why', 'recheck', 'help'])
      ada.comment('acme/site', number, `/sallyport ${command}`);
  await quiet();
});
afterAll(() => today.end());

/** Every text in it. */
function leaves(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}

const site = () => today.github.dump().repositories['acme/site']!;

it('tells nothing of the account', () => {
  const held = JSON.stringify(site());
  const said = held.replaceAll('/sallyport reach internet sg-web tcp/22', '');
  for (const secret of [
    ACCOUNT,
    'crown-jewels',
    'us-east-1',
    'sg-web',
    'eni-1',
    'vpc-1',
    'subnet-1',
    '10.0.1.',
    '203.0.113.9',
  ])
    expect(said).not.toContain(secret);
});

it('tells no id, address or name of anything the account holds', () => {
  const { operations } = liveAccount(['0.0.0.0/0'], new Date().toISOString());
  const held = JSON.stringify(site());
  const own = `${Object.values(FILES).join()} sg-web 0.0.0.0/0`; // what its own code and people's comments say
  const details = leaves([...operations.values()]).filter((leaf) => /\d/.test(leaf) && !own.includes(leaf));
  expect(new Set(details).size).toBeGreaterThan(10);
  expect(details.filter((detail) => held.includes(detail))).toEqual([]);
});

it('says once why nothing is said', () => {
  const own = site().issues.filter(({ title }) => title.startsWith('Sallyport'));
  expect(own).toHaveLength(1);
  expect(own[0]?.body).toContain('this repository private');
});

it('concludes the check run of a pull request by its code, with counts only', () => {
  const [run] = site().pullRequests[0]!.checkRuns.filter(({ name }) => name === 'Sallyport / reachability');
  expect(run?.conclusion).toMatch(/^(failure|neutral)$/);
});
