import type { Finding } from '../../checks/index.ts';
import { findingKeyOf, memoryOf, parseOverviewMarker } from '../marker.ts';
import type { IssueView, TrackedFinding } from '../model.ts';
import type { Seal } from '../seal.ts';

/** One finding's issues on GitHub. */
export interface Assigned {
  /** The oldest, which stands for the finding. */
  readonly issue: IssueView;
  /** What its marker remembers, as the app last wrote it. */
  readonly seen?: TrackedFinding;
  /** Younger issues of the same finding: a race made them. */
  readonly duplicates: readonly IssueView[];
}

/**
 * Which issue is which finding's: by the number the tracker remembers, else by marker. An issue that lost both its
 * tracker and its marker is taken back by its exact title, so that an edited body alone never makes a duplicate.
 */
export function assignIssues(
  issues: readonly IssueView[],
  tracked: readonly TrackedFinding[],
  present: ReadonlyMap<string, Finding>,
  titleOf: (key: string) => string,
  seal: Seal,
): ReadonlyMap<string, Assigned> {
  const byNumber = new Map(tracked.flatMap((entry) => (entry.issueNumber ? [[entry.issueNumber, entry.key]] : [])));
  const groups = new Map<string, IssueView[]>();
  const lost: IssueView[] = [];
  for (const issue of issues) {
    const key = byNumber.get(issue.number) ?? findingKeyOf(issue.body);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), issue]);
    else if (!parseOverviewMarker(issue.body)) lost.push(issue);
  }
  if (lost.length > 0) {
    const homeless = [...present.keys()].filter((key) => !groups.has(key)).sort();
    for (const key of homeless) {
      const title = titleOf(key);
      const at = lost.findIndex((issue) => issue.title === title);
      if (at >= 0) groups.set(key, lost.splice(at, 1));
    }
  }
  return new Map([...groups].map(([key, group]) => [key, assigned(key, group, seal)]));
}

function assigned(key: string, group: readonly IssueView[], seal: Seal): Assigned {
  const [issue, ...duplicates] = oldestFirst(group);
  const seen = memoryOf(issue!.body, issue!.number, seal);
  return { issue: issue!, duplicates, ...(seen?.key === key && { seen }) };
}

export function oldestFirst(issues: readonly IssueView[]): readonly IssueView[] {
  return [...issues].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt) || a.number - b.number);
}
