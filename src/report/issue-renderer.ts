import type { Renderer } from '../findings/index.ts';
import type { CheckInfo } from './check-info.ts';
import { renderFindingIssue } from './finding-issue.ts';
import { renderIssueEvent } from './issue-event.ts';
import { renderOverview } from './overview.ts';

/** The renderer the reconciler is given: issues, overviews and comments as GitHub Markdown. */
export function issueRenderer(checks: readonly CheckInfo[]): Renderer {
  const byId = new Map(checks.map((check) => [check.id, check]));
  return {
    finding: (finding, context) => {
      const check = byId.get(finding.check);
      return renderFindingIssue(finding, { ...context, ...(check && { check }) });
    },
    overview: renderOverview,
    event: renderIssueEvent,
  };
}
