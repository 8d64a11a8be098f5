import type { Store } from '../store/index.ts';
import type { PullRequests } from './ports.ts';

/** What a person asks for in a comment on a pull request. */
export type PullRequestCommand =
  | { readonly kind: 'help' | 'recheck' }
  | { readonly kind: 'approve'; readonly reason: string }
  /** `message` says what cannot be read, or is not possible on a pull request. */
  | { readonly kind: 'invalid'; readonly message: string };

export interface PullRequestCommandRequest {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  readonly commentId: number;
  readonly author: string;
  readonly command: PullRequestCommand;
}

interface Conversation {
  react(commentId: number, content: '+1' | 'confused'): Promise<void>;
  /** Answers with one comment; repeated, it edits that answer. */
  replyToComment(number: number, commentId: number, body: string): Promise<unknown>;
}

export interface PullRequestCommandRules {
  /** One line per command, the answer to `help`. */
  readonly usage: readonly string[];
  /** Undefined when this person may; else the sentence that refuses. */
  readonly refuse: (author: string) => Promise<string | undefined>;
  /** Reviews the pull request again soon. */
  readonly review: () => Promise<void>;
}

/** Acknowledges a command by a reaction and answers it in one comment. May be repeated. */
export async function answerPullRequestCommand(
  store: Pick<Store, 'reviews' | 'audit'>,
  github: Conversation & Pick<PullRequests, 'pullRequest'>,
  request: PullRequestCommandRequest,
  rules: PullRequestCommandRules,
): Promise<void> {
  const { number, commentId, author, command } = request;
  const refusal = command.kind === 'help' ? undefined : await rules.refuse(author);
  const answer = refusal === undefined ? await obey(store, github, request, rules) : { done: false, text: refusal };
  await github.react(commentId, answer.done ? '+1' : 'confused');
  await github.replyToComment(number, commentId, answer.text);
}

async function obey(
  store: Pick<Store, 'reviews' | 'audit'>,
  github: Pick<PullRequests, 'pullRequest'>,
  { repository, number, author, command }: PullRequestCommandRequest,
  { usage, review }: PullRequestCommandRules,
): Promise<{ readonly done: boolean; readonly text: string }> {
  switch (command.kind) {
    case 'invalid':
      return { done: false, text: command.message };
    case 'help':
      return { done: true, text: ['I understand:', ...usage.map((line) => `- \`${line}\``)].join('\n') };
    case 'recheck':
      await review();
      return { done: true, text: 'Comparing again; the check run tells when it is done.' };
    case 'approve': {
      const pull = await github.pullRequest(number);
      if (pull.author.toLowerCase() === author.toLowerCase())
        return { done: false, text: 'Nobody approves their own pull request; please ask somebody else.' };
      const { reason } = command;
      await store.reviews.approve(repository, number, pull.headSha, { by: author, reason });
      const detail = { headSha: pull.headSha, reason };
      await store.audit.append({ actor: author, action: 'approve', subject: `${repository}#${number}`, detail });
      await review();
      return {
        done: true,
        text: `Approved for \`${pull.headSha.slice(0, 12)}\`; a further push needs a new approval.`,
      };
    }
  }
}
