import { findingMarker, withMarker } from '../marker.ts';
import type { Resolution, TrackedFinding } from '../model.ts';
import type { IssueEvent } from '../render.ts';
import type { Assigned } from './assign.ts';
import { isProof, type ReconcileInput, ruleOf } from './input.ts';
import { bring, type Outcome } from './outcome.ts';

/** A finding that was known and that this scan does not show. Only proof, or a decision in the configuration, ends it. */
export function absent(memory: TrackedFinding, assigned: Assigned | undefined, input: ReconcileInput): Outcome {
  const because = memory.state === 'resolved' ? (memory.closedBecause ?? 'gone') : resolution(memory, input);
  if (!because) return { tracked: withNumber(memory, assigned), actions: [] };
  if (!assigned) return { actions: [] };
  const tracked = withNumber({ ...memory, state: 'resolved', closedBecause: because }, assigned);
  const { issue, seen } = assigned;
  // Our marker already says so, and yet it is open: somebody reopened it, and may keep it.
  if (issue.state === 'open' && seen?.state === 'resolved') return { tracked, actions: [] };
  const wanted = {
    body: withMarker('finding', issue.body, findingMarker(tracked, input.seal)),
    to: { state: 'closed', reason: because === 'gone' ? 'completed' : 'not_planned' } as const,
  };
  const events: IssueEvent[] = issue.state === 'open' ? [closing(memory, because, input)] : [];
  return { tracked, actions: bring(memory.key, issue, wanted, events, input.render) };
}

/** Why the finding is over, if it is. */
function resolution({ key, finding }: TrackedFinding, input: ReconcileInput): Resolution | undefined {
  if (input.elsewhere?.has(key)) return 'routed-elsewhere';
  if (input.config.stranded?.has(finding.account)) return undefined;
  const account = input.config.accounts.get(finding.account);
  if (!account) return input.config.linked?.has(finding.account) ? 'routed-elsewhere' : 'account-unlinked';
  if (account.regions && !account.regions.includes(finding.region)) return 'region-unlinked';
  if (!ruleOf(input, finding)) return 'check-disabled';
  return isProof(input, finding) ? 'gone' : undefined;
}

function closing({ key, finding }: TrackedFinding, because: Resolution, input: ReconcileInput): IssueEvent {
  const evidence = because === 'gone' ? (ruleOf(input, finding)?.dependsOn ?? []) : [];
  const repository = input.elsewhere?.get(key)?.repository;
  return { kind: 'resolved', finding, because, evidence, now: input.now, ...(repository && { repository }) };
}

function withNumber(memory: TrackedFinding, assigned: Assigned | undefined): TrackedFinding {
  const { issueNumber: _old, ...rest } = memory;
  return assigned ? { ...rest, issueNumber: assigned.issue.number } : rest;
}
