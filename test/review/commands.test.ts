import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerPullRequestCommand, type PullRequestCommand } from '../../src/review/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { fakeGitHub } from './fake-github.ts';

let store: Store;
let repositories = 0;
let repository: string;
let reviews: number;
beforeAll(async () => {
  store = await openStore({});
});
afterAll(() => store.close());
beforeEach(() => {
  repository = `acme/infra-${++repositories}`;
  reviews = 0;
});

/** Ada wrote the pull request; Cid may not command. */
async function say(author: string, command: PullRequestCommand) {
  const said: string[] = [];
  const conversation = {
    react: async (commentId: number, content: string) => void said.push(`${content} on ${commentId}`),
    replyToComment: async (_number: number, _commentId: number, body: string) => void said.push(body),
  };
  await answerPullRequestCommand(
    store,
    { ...fakeGitHub({ changed: [] }).port, ...conversation },
    { repository, number: 7, commentId: 42, author, command },
    {
      usage: ['/sallyport approve REASON'],
      refuse: async (who) => (who === 'cid' ? 'Sorry.' : undefined),
      review: async () => void reviews++,
    },
  );
  return said;
}
const approve = { kind: 'approve', reason: 'bastion' } as const;

describe('commands on a pull request', () => {
  it('help answers anyone', async () => {
    expect(await say('cid', { kind: 'help' })).toEqual(['+1 on 42', 'I understand:\n- `/sallyport approve REASON`']);
  });

  it('recheck compares again', async () => {
    expect((await say('bob', { kind: 'recheck' }))[0]).toBe('+1 on 42');
    expect(reviews).toBe(1);
  });

  it('approve by somebody else is recorded for this head, and compared again', async () => {
    expect((await say('bob', approve))[0]).toBe('+1 on 42');
    expect(await store.reviews.approval(repository, 7, 'head')).toEqual({ by: 'bob', reason: 'bastion' });
    expect(await store.audit.of(`${repository}#7`)).toMatchObject([
      { actor: 'bob', action: 'approve', detail: { headSha: 'head', reason: 'bastion' } },
    ]);
    expect(reviews).toBe(1);
  });

  it.each([
    ['the author, however spelt', 'ADA', approve, 'Nobody approves their own'],
    ['who may not', 'cid', approve, 'Sorry.'],
    ['who may not', 'cid', { kind: 'recheck' } as const, 'Sorry.'],
    [
      'what cannot be read',
      'bob',
      { kind: 'invalid', message: 'An approval needs a reason.' } as const,
      'needs a reason',
    ],
  ])('of %s is refused', async (_, author, command, answer) => {
    expect(await say(author, command)).toEqual(['confused on 42', expect.stringContaining(answer)]);
    expect(await store.reviews.approval(repository, 7, 'head')).toBeUndefined();
    expect(reviews).toBe(0);
  });
});
