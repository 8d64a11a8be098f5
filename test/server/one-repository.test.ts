import { afterAll, beforeAll, expect, it } from 'vitest';
import { findingKeyOf } from '../../src/findings/index.ts';
import { type Day, day } from './day.ts';
import { liveAccount, REGION } from './live-account.ts';

// Two accounts keep their issues in one repository; each story goes on where the one before it ended. All of it within the
// hour in which not every issue is looked at.

const PROD = '111111111111';
const LAB = '222222222222';
let today: Day;
let installationId: number;

beforeAll(async () => {
  const link = (id: string, name: string) =>
    `  - { id: "${id}", name: ${name}, regions: [${REGION}], issues: acme/infra }\n`;
  const text = `accounts:\n${link(PROD, 'prod')}${link(LAB, 'lab')}`;
  today = await day(
    [{ fullName: 'acme/.github', files: { '.github/sallyport.yml': text } }, { fullName: 'acme/infra' }],
    {
      clock: () => new Date('2026-05-04T08:00:00Z'),
      collect: async (account, region) => ({ ...liveAccount(['0.0.0.0/0'], '2026-05-04T08:00:00Z'), account, region }),
    },
  );
  installationId = today.github.install('olga', 'acme');
  await today.quiet();
}, 120_000);
afterAll(() => today.end());

const issues = () => today.github.dump().repositories['acme/infra']?.issues ?? [];
const told = () =>
  issues()
    .map(({ number, title, state }) => `#${number} ${title.split(':')[0]} ${state}`)
    .sort();
const findingOf = (name: string) =>
  issues().find(({ title, body }) => title.startsWith(`${name}:`) && findingKeyOf(body) !== undefined)!;
const rescan = async () => {
  await today.service.useCases.scan(installationId);
  await today.quiet();
};

it('each has its own', () => {
  expect(issues()).toHaveLength(4);
  expect(findingOf('prod').number).not.toBe(findingOf('lab').number);
});

it('an issue that is deleted is opened again at once, and no other', async () => {
  const [gone, before] = [findingOf('prod').number, told()];
  today.github.as('olga').deleteIssue('acme/infra', gone);
  await today.quiet();
  expect(findingOf('prod').number).toBeGreaterThan(gone);
  const others = (lines: readonly string[], number: number) => lines.filter((line) => !line.startsWith(`#${number} `));
  expect(others(told(), findingOf('prod').number)).toEqual(others(before, gone));
});

it('one whose text is wiped is put right in place, and one that is closed is opened again', async () => {
  const before = told();
  const [prod, lab] = [findingOf('prod'), findingOf('lab')];
  today.github.as('ada').editIssue('acme/infra', lab.number, { body: 'nothing to see here' });
  await rescan();
  expect(findingOf('lab')).toMatchObject({ number: lab.number, body: lab.body });
  today.github.as('ada').closeIssue('acme/infra', prod.number);
  await today.quiet();
  expect(findingOf('prod').comments.at(-1)?.body).toContain('accept');
  expect(told()).toEqual(before);
});
