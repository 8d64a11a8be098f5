import { accept, type Finding, memoryOf, type TrackedFinding, WaiverError } from '../findings/index.ts';
import type { Query } from '../reachability/index.ts';
import { bringUpToDate, type Tracker } from './bring-up-to-date.ts';
import type { Place } from './neighbours.ts';

/** What a person asks for in a comment on a finding's issue or on an overview. */
export type IssueCommand =
  | { readonly kind: 'help' | 'recheck' | 'why' }
  | { readonly kind: 'accept'; readonly until: string; readonly reason: string }
  | { readonly kind: 'reach'; readonly query: Query }
  /** `message` says what cannot be read, or is not possible on an issue. */
  | { readonly kind: 'invalid'; readonly message: string };

export interface IssueCommandRequest {
  /** Of the issue. */
  readonly number: number;
  readonly commentId: number;
  readonly author: string;
  readonly command: IssueCommand;
}

/** Where commands are asked and answered. */
export interface Conversation {
  permission(username: string): Promise<'admin' | 'write' | 'read' | 'none'>;
  /** @param team written `acme/security` */
  isTeamMember(team: string, username: string): Promise<boolean>;
  react(commentId: number, content: '+1' | 'confused' | 'eyes'): Promise<void>;
  /** Answers with one comment; repeated, it edits that answer. */
  replyToComment(number: number, commentId: number, body: string): Promise<unknown>;
}

export interface CommandRules {
  /** One line per command, the answer to `help`. */
  readonly usage: readonly string[];
  readonly maxDays: number;
  /** Who may command; without it, who may write to the repository. */
  readonly team?: string | undefined;
  /** Scans an account and Region soon; absent arguments: every one this repository holds the issues of. */
  readonly rescan: (scope?: { readonly account: string; readonly region: string }) => Promise<void>;
  /** Markdown that shows how a finding comes about; escaping is its work. */
  readonly explain: (finding: Finding) => string;
  /** Answers who can reach what, of what this repository may see; the place first where the issue is about one. */
  readonly reach: (query: Query, about?: Place) => Promise<Answer>;
}

/** Acknowledges a command by a reaction and answers it in one comment. May be repeated: it then says and does the same. */
export async function answerIssueCommand(
  tracker: Tracker,
  conversation: Conversation,
  request: IssueCommandRequest,
  rules: CommandRules,
): Promise<void> {
  const answer =
    request.command.kind !== 'help' && !(await mayCommand(conversation, request.author, rules.team))
      ? refusal(rules.team)
      : await obey(tracker, request, rules);
  await conversation.react(request.commentId, answer.done ? '+1' : 'confused');
  await conversation.replyToComment(request.number, request.commentId, answer.text);
}

/** Whether a person may command: a member of the team where one is named, else whoever may write. */
export async function mayCommand(
  conversation: Pick<Conversation, 'permission' | 'isTeamMember'>,
  author: string,
  team: string | undefined,
): Promise<boolean> {
  if (team !== undefined) return conversation.isTeamMember(team, author);
  const permission = await conversation.permission(author);
  return permission === 'admin' || permission === 'write';
}

/** `done`: what was asked was done, or answered. */
export interface Answer {
  readonly done: boolean;
  readonly text: string;
}

export function refusal(team: string | undefined): Answer {
  const who = team === undefined ? 'who can write to this repository' : `in the team \`${team}\``;
  return { done: false, text: `Sorry, only people ${who} can do that. Please ask one of them.` };
}

async function obey(tracker: Tracker, request: IssueCommandRequest, rules: CommandRules): Promise<Answer> {
  const { command } = request;
  if (command.kind === 'invalid') return { done: false, text: command.message };
  if (command.kind === 'help')
    return { done: true, text: ['I understand:', ...rules.usage.map((line) => `- \`${line}\``)].join('\n') };
  const finding = await findingOf(tracker, request.number);
  if (command.kind === 'reach') return rules.reach(command.query, finding);
  if (command.kind === 'recheck') return recheck(tracker, request, finding, rules);
  if (!finding) return { done: false, text: 'This issue is about no single finding; say that on the issue of one.' };
  if (command.kind !== 'accept') return { done: true, text: rules.explain(finding.finding) };
  if (finding.state === 'resolved') return { done: false, text: 'This is resolved: there is nothing to accept.' };
  return grant(tracker, request, finding, command, rules);
}

async function recheck(
  tracker: Tracker,
  { number, author }: IssueCommandRequest,
  finding: TrackedFinding | undefined,
  rules: CommandRules,
): Promise<Answer> {
  const scope = finding && { account: finding.account, region: finding.region };
  await rules.rescan(scope);
  await record(tracker, author, 'recheck', number, scope ?? {});
  const where = scope ? `account ${scope.account} in ${scope.region}` : 'every account whose findings are kept here';
  return { done: true, text: `Scanning ${where} now; issues are brought up to date when that is complete.` };
}

async function grant(
  tracker: Tracker,
  { number, author }: IssueCommandRequest,
  memory: TrackedFinding,
  { until, reason }: { readonly until: string; readonly reason: string },
  { maxDays }: CommandRules,
): Promise<Answer> {
  const { key } = memory;
  const now = tracker.clock().toISOString();
  const amend = (tracked: readonly TrackedFinding[]) => {
    const before = tracked.find((entry) => entry.key === key) ?? memory;
    const after = accept(before, { by: author, reason, until }, now, maxDays);
    return [...tracked.filter((entry) => entry.key !== key), after];
  };
  try {
    await bringUpToDate(tracker, { findings: [memory.finding], completeness: [], amend });
  } catch (error) {
    if (error instanceof WaiverError) return { done: false, text: `That cannot be accepted: ${error.message}.` };
    throw error;
  }
  await record(tracker, author, 'accept', number, { key, until, reason });
  return {
    done: true,
    text: `Accepted until the end of ${until} (UTC). If it is still there then, this issue reopens.`,
  };
}

/** What an issue is about: from the tracker, or, where the database lost it, from the issue's own marker. */
async function findingOf(
  { store, issues, repository, seal }: Tracker,
  number: number,
): Promise<TrackedFinding | undefined> {
  const tracked = await store.findings.byIssue(repository, number);
  if (tracked) return tracked;
  const issue = await issues.get(number);
  return issue && memoryOf(issue.body, number, seal);
}

function record(tracker: Tracker, actor: string, action: string, number: number, detail: object): Promise<void> {
  return tracker.store.audit.append({ actor, action, subject: `${tracker.repository}#${number}`, detail });
}
