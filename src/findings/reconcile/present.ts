import type { Finding } from '../../checks/index.ts';
import { changeOf } from '../change.ts';
import { dueAt } from '../due.ts';
import { findingMarker, withMarker } from '../marker.ts';
import type { TrackedFinding } from '../model.ts';
import type { IssueEvent, RenderedIssue } from '../render.ts';
import { isAtLeast } from '../severity.ts';
import { isWaived } from '../waiver.ts';
import type { Assigned } from './assign.ts';
import { isLookedAt, isProof, type ReconcileInput, ruleOf } from './input.ts';
import { bring, type Outcome, type WantedState } from './outcome.ts';

/** A finding without an issue: whether it may get one, and the issue it would be. */
export interface Candidate {
  readonly tracked: TrackedFinding;
  readonly issue: RenderedIssue;
}

/** A finding the scan shows: its next state, and its issue brought up to date. */
export function present(
  key: string,
  found: Finding,
  memory: TrackedFinding | undefined,
  assigned: Assigned | undefined,
  input: ReconcileInput,
): Outcome {
  const turn = memory ? nextTurn(memory, found, assigned, input) : firstTurn(key, found, assigned, input);
  if (!assigned) {
    const { issueNumber: _gone, title: _old, ...rest } = turn.tracked;
    return { tracked: rest, actions: [] };
  }
  const due = dueAt(turn.tracked, input.config.dueDays, ruleOf(input, found)?.dueDays);
  const late = turn.tracked.state === 'open' && due !== undefined && Date.parse(due) <= Date.parse(input.now);
  const events: IssueEvent[] = [...turn.events];
  if (late && !turn.tracked.overdue) events.push({ kind: 'overdue', finding: turn.tracked.finding, due });
  const { overdue: _was, ...timely } = turn.tracked;
  const { tracked, issue } = renderIssue({ ...timely, ...(late && { overdue: true }) }, input);
  // A title somebody changed stays; one that is still ours follows the facts.
  const given = memory?.title ?? assigned.seen?.title;
  const ours = given === undefined || given === assigned.issue.title;
  const wanted = { body: issue.body, labels: issue.labels, ...(ours && { title: issue.title }), to: turn.to };
  return {
    tracked: { ...tracked, issueNumber: assigned.issue.number },
    actions: bring(key, assigned.issue, wanted, events, input.render),
  };
}

/** The issue of a tracked finding, marker included, and the tracked finding with the title it now has. */
export function renderIssue(entry: TrackedFinding, input: ReconcileInput): Candidate {
  const { config, render } = input;
  const due = dueAt(entry, config.dueDays, ruleOf(input, entry.finding)?.dueDays);
  const context = {
    accountName: config.accounts.get(entry.account)?.name ?? entry.account,
    tracked: entry,
    ...(due !== undefined && { due }),
  };
  const issue = render.finding(entry.finding, context);
  const labels = [...new Set([...issue.labels, ...(input.extras?.get(entry.key)?.labels ?? [])])];
  const tracked = { ...entry, title: issue.title };
  return {
    tracked,
    issue: { ...issue, labels, body: withMarker('finding', issue.body, findingMarker(tracked, input.seal)) },
  };
}

/** Whether a finding without an issue should get one this time. */
export function wantsIssue(tracked: TrackedFinding, ticked: ReadonlySet<string>, input: ReconcileInput): boolean {
  if (tracked.state !== 'open') return false;
  if (ticked.has(tracked.key)) return true;
  return isAtLeast(tracked.finding.severity, input.config.minSeverity) && tracked.deferredAt !== input.now;
}

interface Turn {
  readonly tracked: TrackedFinding;
  readonly events: readonly IssueEvent[];
  readonly to?: WantedState;
}

const OPEN: WantedState = { state: 'open', reason: 'reopened' };
const SET_ASIDE: WantedState = { state: 'closed', reason: 'not_planned' };

function firstTurn(key: string, finding: Finding, assigned: Assigned | undefined, { now }: ReconcileInput): Turn {
  const { account, region } = finding;
  const times = { firstSeen: now, lastSeen: now, since: now };
  // An issue of ours whose memory somebody destroyed: a hand that closed it still counts.
  const byHand = assigned?.issue.state === 'closed' && assigned.issue.closedBy === 'person';
  const counts = { regressions: 0, handClosures: byHand ? 1 : 0 };
  return {
    tracked: { key, account, region, state: 'open', ...times, ...counts, finding },
    events: byHand ? [{ kind: 'closed-by-hand', finding }] : [],
    to: OPEN,
  };
}

function nextTurn(memory: TrackedFinding, found: Finding, assigned: Assigned | undefined, input: ReconcileInput): Turn {
  // By AWS's default a quota that was raised is always full: what is not looked at stays as it was last seen.
  if (!isLookedAt(input, memory.finding)) {
    const turn = nextTurn(memory, memory.finding, assigned, { ...input, completeness: [] });
    return { ...turn, tracked: { ...turn.tracked, lastSeen: memory.lastSeen } };
  }
  const change = changeOf(memory.finding, found);
  // What a partial scan makes look milder may only be out of sight (a missing address, a missing route).
  const finding = change === 'better' && !isProof(input, found) ? memory.finding : found;
  const seen = { ...memory, finding, lastSeen: input.now };
  if (isWaived(memory.waiver, input.now)) return waived(seen, memory, change, assigned);
  const fresh = memory.waiver ? unwaived(seen, memory, input.now) : returned(seen, memory, input.now);
  if (fresh) return fresh;
  if (assigned?.issue.state === 'closed') return closedElsewhere(seen, memory, assigned);
  const events: IssueEvent[] =
    change === 'same' || finding !== found ? [] : [{ kind: change, before: memory.finding, after: found }];
  return { tracked: open(seen), events, to: OPEN };
}

function waived(
  seen: TrackedFinding,
  memory: TrackedFinding,
  change: ReturnType<typeof changeOf>,
  assigned: Assigned | undefined,
): Turn {
  // The app had closed it under the waiver, and it is open: somebody wants it back.
  const reopened =
    memory.state === 'accepted' && assigned?.issue.state === 'open' && assigned.seen?.state === 'accepted';
  if (reopened) {
    const { waiver, ...rest } = seen;
    const events: IssueEvent[] = [{ kind: 'waiver-revoked', finding: seen.finding, waiver: waiver! }];
    return { tracked: { ...open(rest), since: seen.lastSeen }, events, to: OPEN };
  }
  const events: IssueEvent[] =
    change === 'worse' && memory.state === 'accepted'
      ? [{ kind: 'worse', before: memory.finding, after: seen.finding }]
      : [];
  return { tracked: { ...open(seen), state: 'accepted' }, events, to: SET_ASIDE };
}

function unwaived(seen: TrackedFinding, memory: TrackedFinding, now: string): Turn {
  const { waiver, ...rest } = seen;
  const events: IssueEvent[] =
    memory.state === 'accepted' ? [{ kind: 'waiver-expired', finding: seen.finding, waiver: waiver! }] : [];
  const back = memory.state === 'resolved' ? returned(rest, memory, now) : undefined;
  return back ?? { tracked: { ...open(rest), since: now, handClosures: 0 }, events, to: OPEN };
}

/** Present again after it was over: a regression when a scan had proved it gone. */
function returned(seen: TrackedFinding, memory: TrackedFinding, now: string): Turn | undefined {
  if (memory.state !== 'resolved') return undefined;
  const { finding } = seen;
  const spell = { ...open(seen), since: now, handClosures: 0 };
  const because = memory.closedBecause ?? 'gone';
  if (because !== 'gone')
    return { tracked: spell, events: [{ kind: 'returned', finding, closedBecause: because }], to: OPEN };
  const count = memory.regressions + 1;
  return { tracked: { ...spell, regressions: count }, events: [{ kind: 'regressed', finding, count }], to: OPEN };
}

/** Closed though present, and not by this app's own decision. Reopened once; the second time a person has the word. */
function closedElsewhere(seen: TrackedFinding, memory: TrackedFinding, { issue, seen: written }: Assigned): Turn {
  if (memory.state === 'closed-by-hand') return { tracked: seen, events: [] };
  // The app never closes an issue without writing so into its marker: closed with an open marker was someone else.
  const byHand = issue.closedBy === 'person' || (issue.closedBy === undefined && written?.state === 'open');
  const { finding } = seen;
  if (!byHand) return { tracked: open(seen), events: [{ kind: 'still-present', finding }], to: OPEN };
  const handClosures = memory.handClosures + 1;
  if (handClosures > 1) return { tracked: { ...seen, state: 'closed-by-hand', handClosures }, events: [] };
  return { tracked: { ...open(seen), handClosures }, events: [{ kind: 'closed-by-hand', finding }], to: OPEN };
}

function open(tracked: TrackedFinding): TrackedFinding {
  const { closedBecause: _over, ...rest } = tracked;
  return { ...rest, state: 'open' };
}
