import type { Finding } from '../../checks/index.ts';
import { findingKey } from '../key.ts';
import { tickedRows } from '../marker.ts';
import type { IssueAction, TrackedFinding } from '../model.ts';
import { compareFindings, compareText } from '../severity.ts';
import { absent } from './absent.ts';
import { type Assigned, assignIssues } from './assign.ts';
import type { ReconcileInput, Reconciliation } from './input.ts';
import type { Outcome } from './outcome.ts';
import { closeDuplicate, findOverviews, type Overviews, overviewActions } from './overview.ts';
import { present, renderIssue, wantsIssue } from './present.ts';

/**
 * What to do on GitHub so that its issues tell what the scans found, and what to remember. Pure: no I/O, no clock.
 *
 * Apply the actions in order, then list the issues and run it again with the same `now`: the second run links new
 * issues in the overview and closes duplicates that a race made; a third changes nothing. It creates each issue once,
 * edits it in place, and closes it only when a complete scan proves the finding gone or the configuration says so.
 */
export function reconcile(input: ReconcileInput): Reconciliation {
  const found = new Map(input.findings.map((finding) => [findingKey(finding), finding]));
  const overviews = findOverviews(input);
  const assignments = assignIssues(input.issues, input.tracked, found, (key) => titleOf(key, found, input), input.seal);
  const memories = remember(input.tracked, assignments);
  const keys = worstFirst([...found.keys(), ...memories.keys(), ...assignments.keys()], found, memories);

  const actions: IssueAction[] = [];
  const tracked: TrackedFinding[] = [];
  for (const key of keys) {
    const assigned = assignments.get(key);
    const outcome = step(key, found.get(key), memories.get(key), assigned, input);
    actions.push(...outcome.actions);
    for (const duplicate of assigned?.duplicates ?? [])
      actions.push(...closeDuplicate(key, duplicate, assigned!.issue.number, input));
    if (outcome.tracked) tracked.push(outcome.tracked);
  }
  const opened = openIssues(tracked, ticked(overviews), input);
  actions.push(...opened.actions, ...overviewActions(input, opened.tracked, overviews));
  return { actions, tracked: opened.tracked };
}

/** Where GitHub's budget runs out, the worst has been told. */
function worstFirst(
  keys: readonly string[],
  found: ReadonlyMap<string, Finding>,
  memories: ReadonlyMap<string, TrackedFinding>,
): readonly string[] {
  const about = (key: string) => found.get(key) ?? memories.get(key)?.finding;
  return [...new Set(keys)].sort((a, b) => {
    const [one, other] = [about(a), about(b)];
    if (one && other) return compareFindings(one, other) || compareText(a, b);
    return Number(!one) - Number(!other) || compareText(a, b);
  });
}

function step(
  key: string,
  finding: Finding | undefined,
  memory: TrackedFinding | undefined,
  assigned: Assigned | undefined,
  input: ReconcileInput,
): Outcome {
  if (finding) return present(key, finding, memory, assigned, input);
  return memory ? absent(memory, assigned, input) : { actions: [] };
}

/** The tracker's memory; where the database lost it, that of the issue's own marker. */
function remember(
  tracked: readonly TrackedFinding[],
  assignments: ReadonlyMap<string, Assigned>,
): ReadonlyMap<string, TrackedFinding> {
  const memories = new Map(tracked.map((entry) => [entry.key, entry]));
  for (const [key, { seen }] of assignments) if (seen && !memories.has(key)) memories.set(key, seen);
  return memories;
}

/** New issues, worst first and no more than one scan may open; the rest wait in the overview. */
function openIssues(
  tracked: readonly TrackedFinding[],
  ticked: ReadonlySet<string>,
  input: ReconcileInput,
): { readonly actions: readonly IssueAction[]; readonly tracked: readonly TrackedFinding[] } {
  const waiting = tracked
    .filter((entry) => entry.issueNumber === undefined && wantsIssue(entry, ticked, input))
    .filter((entry) => entry.lastSeen === input.now)
    .sort((a, b) => compareFindings(a.finding, b.finding) || compareText(a.key, b.key));
  const asked = waiting.filter((entry) => ticked.has(entry.key));
  const chosen = [...asked, ...waiting.filter((entry) => !ticked.has(entry.key)).slice(0, input.config.maxNewPerScan)];
  const chosenKeys = new Set(chosen.map((entry) => entry.key));
  const deferred = new Set(waiting.map((entry) => entry.key));
  const actions = chosen.map((entry): IssueAction => {
    const { issue } = renderIssue(entry, input);
    const { assignees = [] } = input.extras?.get(entry.key) ?? {};
    return { kind: 'create', key: entry.key, ...issue, ...(assignees.length > 0 && { assignees }) };
  });
  return {
    actions,
    tracked: tracked.map((entry) => {
      if (chosenKeys.has(entry.key)) return renderIssue(entry, input).tracked;
      return deferred.has(entry.key) ? { ...entry, deferredAt: input.now } : entry;
    }),
  };
}

function ticked(overviews: Overviews): ReadonlySet<string> {
  return new Set([...overviews.values()].flatMap(([issue]) => (issue ? tickedRows(issue.body) : [])));
}

function titleOf(key: string, found: ReadonlyMap<string, Finding>, input: ReconcileInput): string {
  const finding = found.get(key)!;
  const { account, region } = finding;
  const times = { firstSeen: input.now, lastSeen: input.now };
  const tracked = { key, account, region, state: 'open', ...times, regressions: 0, handClosures: 0, finding } as const;
  return renderIssue(tracked, input).issue.title;
}
