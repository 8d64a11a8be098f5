import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  answerIssueCommand,
  type CommandRules,
  type Conversation,
  type IssueCommand,
  scanRegion,
  type Tracker,
} from '../../src/drift/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { ACCOUNT, analyse, CONFIG, REGION, RENDER, SEAL, snapshotOf } from './estate.ts';
import { fakeIssues } from './fake-issues.ts';

let store: Store;
let repositories = 0;
let github: ReturnType<typeof fakeIssues>;
let tracker: Tracker;
let now: Date;
let rescans: (object | undefined)[];

beforeAll(async () => {
  store = await openStore({});
});
afterAll(() => store.close());
beforeEach(async () => {
  github = fakeIssues();
  now = new Date('2026-01-01T12:00:00Z');
  rescans = [];
  const repository = `acme/infra-${++repositories}`;
  tracker = { store, issues: github.port, repository, config: CONFIG, render: RENDER, seal: SEAL, clock: () => now };
  await scan(['sg-a']);
});

const scan = (groups: string[]) =>
  scanRegion({
    account: ACCOUNT,
    region: REGION,
    collect: async () => snapshotOf(groups),
    analyse,
    together: async (snapshot) => ({ regions: [snapshot] }),
    keep: 1,
    snapshots: store.snapshots('acme'),
    destinations: async (findings) => [{ tracker, findings }],
  });

/** Ada may write, Bob may read; Cid is in the team. */
async function say(author: string, command: IssueCommand, rules: Partial<CommandRules> = {}, number = 1) {
  const said: string[] = [];
  const conversation: Conversation = {
    permission: async (username) => (username === 'ada' ? 'write' : 'read'),
    isTeamMember: async (team, username) => team === 'acme/security' && username === 'cid',
    react: async (commentId, content) => void said.push(`${content} on ${commentId}`),
    replyToComment: async (issue, commentId, body) => void said.push(`#${issue} re ${commentId}: ${body}`),
  };
  const all: CommandRules = {
    usage: ['/sallyport help'],
    maxDays: 90,
    rescan: async (scope) => void rescans.push(scope),
    reach: async ({ from, to }, about) => ({ done: true, text: `${from} to ${to} near ${about?.account ?? '-'}` }),
    explain: (finding) => `because of ${finding.because[0]?.text}`,
    ...rules,
  };
  await answerIssueCommand(tracker, conversation, { number, commentId: 42, author, command }, all);
  return said;
}
const accept = (until: string) => ({ kind: 'accept', until, reason: 'migration' }) as const;
const state = (number = 1) => github.all().find((issue) => issue.number === number)?.state;

describe('commands on an issue', () => {
  it('help answers anyone', async () => {
    expect(await say('bob', { kind: 'help' })).toEqual(['+1 on 42', '#1 re 42: I understand:\n- `/sallyport help`']);
  });

  it.each([
    ['bob', {}, 'who can write to this repository'],
    ['ada', { team: 'acme/security' }, 'in the team `acme/security`'],
  ])('%s is refused politely, and nothing happens', async (author, rules, who) => {
    for (const command of [{ kind: 'recheck' }, { kind: 'why' }, accept('2026-02-01')] as const)
      expect(await say(author, command, rules)).toEqual([
        'confused on 42',
        `#1 re 42: Sorry, only people ${who} can do that. Please ask one of them.`,
      ]);
    expect(rescans).toEqual([]);
    expect(state()).toBe('open');
  });

  it('recheck scans what the issue is about, and on the overview everything', async () => {
    const [reaction, answer] = await say('ada', { kind: 'recheck' });
    expect(reaction).toBe('+1 on 42');
    expect(answer).toContain('Scanning account 123456789012 in us-east-1 now');
    await say('ada', { kind: 'recheck' }, {}, 2);
    expect(rescans).toEqual([{ account: ACCOUNT, region: REGION }, undefined]);
  });

  it('why explains the finding', async () => {
    expect(await say('cid', { kind: 'why' }, { team: 'acme/security' })).toEqual([
      '+1 on 42',
      '#1 re 42: because of tcp 22 from 0.0.0.0/0',
    ]);
    expect((await say('ada', { kind: 'why' }, {}, 2))[1]).toContain('about no single finding');
  });

  it('accept closes the issue until the waiver ends, then it reopens', async () => {
    expect((await say('ada', accept('2026-02-01')))[1]).toContain('Accepted until the end of 2026-02-01 (UTC)');
    expect(state()).toBe('closed');
    now = new Date('2026-02-01T23:00:00Z');
    await scan(['sg-a']);
    expect(state()).toBe('closed');
    now = new Date('2026-02-02T00:00:00Z');
    await scan(['sg-a']);
    expect(state()).toBe('open');
    expect(await store.audit.of(`${tracker.repository}#1`)).toMatchObject([
      { actor: 'ada', action: 'accept', detail: { until: '2026-02-01', reason: 'migration' } },
    ]);
  });

  it.each([
    ['2025-12-31', 'is past'],
    ['2026-12-31', 'more than 90 days away'],
    ['2026-02-31', 'is no date'],
  ])('accept until %s is refused: it %s', async (until, why) => {
    const [reaction, answer] = await say('ada', accept(until));
    expect(reaction).toBe('confused on 42');
    expect(answer).toContain(why);
    expect(state()).toBe('open');
  });

  it('accept works on an issue the database has forgotten', async () => {
    await store.findings.replace(tracker.repository, [], await store.findings.list(tracker.repository));
    await say('ada', accept('2026-02-01'));
    expect(state()).toBe('closed');
    await scan(['sg-a']);
    expect(state()).toBe('closed');
  });

  it('accept of what is resolved changes nothing', async () => {
    await scan([]);
    expect((await say('ada', accept('2026-02-01')))[1]).toContain('nothing to accept');
    await scan([]);
    expect(state()).toBe('closed');
  });

  it('an unreadable command is answered with what to write', async () => {
    const message = 'A waiver needs a reason.';
    expect(await say('ada', { kind: 'invalid', message })).toEqual(['confused on 42', `#1 re 42: ${message}`]);
  });
});
