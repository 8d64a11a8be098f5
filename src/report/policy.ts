import type { DiffRow } from '../reachability/index.ts';
import { fromInternet } from './flow.ts';
import { count } from './markdown.ts';
import type { ReviewInput } from './review-input.ts';

/** Rows that break a policy: by their exposure, or as one of the organisation's own rules says. */
export function forbiddenRows({ targets, failOn }: ReviewInput): ReadonlySet<DiffRow> {
  return new Set(
    targets.flatMap(({ diff, breaches = [] }) => [
      ...diff.opened.filter((row) => breaksExposure(row, failOn)),
      ...breaches.flatMap(({ rows }) => rows.map((at) => diff.opened[at]!)),
    ]),
  );
}

/** Every rule that is broken, in words. */
export function brokenRules({ targets, failOn }: ReviewInput): readonly string[] {
  const exposed = targets.flatMap(({ diff }) => diff.opened).filter((row) => breaksExposure(row, failOn)).length;
  const byExposure = failOn === 'any' ? 'nothing may be opened' : 'nothing may be opened to the internet';
  return [
    ...(exposed > 0 ? [`${byExposure} (${count(exposed, 'row')})`] : []),
    ...targets.flatMap(({ breaches = [] }) =>
      breaches.map(({ rule, rows }) => (rows.length > 0 ? `${rule} (${count(rows.length, 'row')})` : rule)),
    ),
  ];
}

function breaksExposure(row: DiffRow, failOn: ReviewInput['failOn']): boolean {
  return failOn === 'any' || (failOn === 'internet' && fromInternet(row));
}
