import type { IssueAction, IssueView, TrackedFinding } from '../model.ts';
import type { IssueEvent, RenderedIssue, Renderer } from '../render.ts';

/** What one finding should look like after this scan. */
export interface Outcome {
  /** Absent: there is nothing left to remember. */
  readonly tracked?: TrackedFinding;
  readonly actions: readonly IssueAction[];
}

/** The state an issue should have; absent: as it is. */
export interface WantedState {
  readonly state: 'open' | 'closed';
  readonly reason: 'completed' | 'not_planned' | 'reopened' | 'duplicate';
}

const OWN_LABEL = /^(sallyport|regressed|overdue|(severity|account): .*)$/;

/** The labels an issue should bear: ours as computed, everybody else's untouched. */
function mergeLabels(has: readonly string[], wants: readonly string[]): readonly string[] {
  return [...has.filter((label) => !OWN_LABEL.test(label)), ...wants];
}

/** The one edit that brings an issue to what it should be, and the comments that tell of it. The edit goes first: after
 * a crash between the two a comment may be missing, never a second one written. */
export function bring(
  key: string,
  issue: IssueView,
  wanted: Partial<RenderedIssue> & { readonly to?: WantedState | undefined },
  events: readonly IssueEvent[],
  render: Renderer,
): readonly IssueAction[] {
  const labels = wanted.labels && mergeLabels(issue.labels, wanted.labels);
  const change = {
    ...(wanted.title !== undefined && wanted.title !== issue.title && { title: wanted.title }),
    ...(wanted.body !== undefined && plain(wanted.body) !== plain(issue.body) && { body: wanted.body }),
    ...(labels && !sameSet(labels, issue.labels) && { labels }),
    ...(wanted.to && wanted.to.state !== issue.state && { state: wanted.to.state, stateReason: wanted.to.reason }),
  };
  return [
    ...(Object.keys(change).length > 0 ? [{ kind: 'update' as const, key, number: issue.number, ...change }] : []),
    ...events.map((event) => ({ kind: 'comment' as const, key, number: issue.number, body: render.event(event) })),
  ];
}

/** GitHub's editor turns line ends into CRLF; that is no change. */
function plain(body: string): string {
  return body.replaceAll('\r\n', '\n').trimEnd();
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const set = new Set(a);
  return set.size === new Set(b).size && b.every((item) => set.has(item));
}
