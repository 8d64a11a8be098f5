import { pino } from 'pino';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/index.ts';
import { NotFoundError } from '../../src/github/index.ts';
import { openTrackers } from '../../src/server/wire/trackers.ts';

const parsed = parseConfig(
  'accounts: [{ id: "123456789012", name: prod, regions: [us-east-1], issues: acme/infra }]',
  'sallyport.yml',
);
const config = parsed.ok ? parsed.config : expect.unreachable();
const FACTS = { fullName: 'acme/infra', visibility: 'private', archived: false, issuesEnabled: true } as const;

/** What becomes of `acme/infra` when GitHub says this of it. */
async function opened(facts: object | Error) {
  const notices: string[] = [];
  let asked = 0;
  const issues = {
    list: async () => notices.map((body, index) => ({ number: index + 1, body, state: 'open' })),
    create: async ({ body }: { readonly body: string }) => void notices.push(body),
  };
  const installation = {
    owner: 'acme',
    facts: async () => {
      asked++;
      if (facts instanceof Error) throw facts;
      return { ...FACTS, ...facts };
    },
    issues: async () => issues,
    narrowed: async (_repository: string, one: typeof config) => one,
  };
  const parts = { log: pino({ level: 'silent' }), secret: 'of this test', clock: () => new Date(0), store: {} };
  const trackers = await openTrackers(parts as never, installation as never, config);
  const [tracker] = [await trackers.trackerOf('acme/infra'), await trackers.trackerOf('ACME/Infra')];
  return { repository: tracker?.repository, accounts: tracker?.config.accounts.size, notices: notices.length, asked };
}

it.each([
  ['as it is', {}, { repository: 'acme/infra', accounts: 1 }],
  ['renamed', { fullName: 'acme/platform' }, { repository: 'acme/platform', accounts: 1 }],
  ['transferred to another owner', { fullName: 'rival/infra' }, {}],
  ['archived', { archived: true }, {}],
  ['without issues', { issuesEnabled: false }, {}],
  ['internal', { visibility: 'internal' }, { repository: 'acme/infra', accounts: 1 }],
  ['public, which one notice says', { visibility: 'public' }, { notices: 1 }],
  ['public and archived, where no notice can be', { visibility: 'public', archived: true }, {}],
  ['gone', new NotFoundError('no', 404, undefined), {}],
])('a repository %s, asked about once', async (_what, facts, expected) => {
  expect(await opened(facts)).toEqual({
    repository: undefined,
    accounts: undefined,
    notices: 0,
    asked: 1,
    ...expected,
  });
});

it('tells which accounts are kept elsewhere where nothing can be written now', async () => {
  const account = (id: number, repository: string) =>
    `{ id: "${String(id).repeat(12)}", name: a${id}, regions: [us-east-1], issues: ${repository} }`;
  const places = [account(1, 'acme/infra'), account(2, 'acme/site'), account(3, 'acme/web'), account(4, 'acme/gone')];
  const several = parseConfig(`accounts: [${places.join(', ')}]`, 'sallyport.yml');
  const installation = {
    owner: 'acme',
    facts: async (fullName: string) => {
      if (fullName === 'acme/gone') throw new NotFoundError('no', 404, undefined);
      return { ...FACTS, fullName, ...(fullName === 'acme/site' && { visibility: 'public' }) };
    },
    issues: async () => ({ list: async () => [], create: async () => {} }),
    narrowed: async (_repository: string, one: typeof config) => one,
  };
  const parts = { log: pino({ level: 'silent' }), secret: 'of this test', clock: () => new Date(0), store: {} };
  const trackers = await openTrackers(
    parts as never,
    installation as never,
    several.ok ? several.config : expect.unreachable(),
  );
  const tracker = await trackers.trackerOf('acme/infra');
  expect([...(tracker?.config.stranded ?? [])]).toEqual(['222222222222', '444444444444']);
});
