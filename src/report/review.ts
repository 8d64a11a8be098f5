import { renderMarker } from '../findings/index.ts';
import type { Witness } from '../reachability/index.ts';
import { concealed } from './concealed.ts';
import { diffHeadline, diffTable } from './diff.ts';
import { code, plain, text } from './escape.ts';
import { fromInternet, fromNamed, ordered, partyText } from './flow.ts';
import { diffGraph } from './graph.ts';
import { BODY_BUDGET, bullets, count, details, firstThatFits, paragraphs } from './markdown.ts';
import { brokenRules, forbiddenRows } from './policy.ts';
import type { RenderedReview, ReviewInput, ReviewTarget } from './review-input.ts';
import { annotations, reviewComments } from './review-lines.ts';
import { serviceText } from './service.ts';
import { undecided } from './undecided.ts';
import { witnessMarkdown } from './witness.ts';

/** The line by which a pull request's sticky comment is found again. */
export function reviewMarker(pullRequest: string): string {
  return renderMarker('review', pullRequest);
}

/** A pull request's comment, its review comments on causing lines, and its check run. */
export function renderReview(facts: ReviewInput): RenderedReview {
  const input = printable({ ...facts, targets: worstFirst(facts.targets) });
  const conclusion = conclude(input);
  const { approval } = input;
  const isForgiven = approval !== undefined && brokenRules(input).length > 0;
  const title = plain(
    `${countsOf(input.targets, input.details)}${isForgiven ? ` · approved by ${approval.by}` : ''}`,
    250,
  );
  if (!input.details) {
    const summary = 'This repository is public, and details of exposures are secrets: it is told counts only.';
    return {
      reviewComments: [],
      checkRun: { conclusion, title, summary: `### ${title}\n\n${summary}`, annotations: [] },
    };
  }
  const report = reviewBody(input);
  const hasNews = input.targets.some(saysSomething);
  const wanted = input.hasComment || input.comment === 'always' || (hasNews && input.comment === 'changes');
  return {
    ...(wanted && { comment: `${reviewMarker(input.pullRequest)}\n${report}` }),
    reviewComments: reviewComments(input),
    checkRun: {
      conclusion,
      title,
      summary: report,
      annotations: annotations(input),
    },
  };
}

/** The report alone, for any place that shows Markdown: what the comment says, without its marker. */
export function renderReport(facts: ReviewInput): string {
  return reviewBody(printable({ ...facts, targets: worstFirst(facts.targets) }));
}

function printable(input: ReviewInput): ReviewInput {
  return { ...input, targets: input.targets.map((target) => ({ ...target, diff: concealed(target.diff) })) };
}

/** Green says that nothing forbidden opens: what is undecided may, unless somebody answers for this head. */
function conclude(input: ReviewInput): 'success' | 'neutral' | 'failure' {
  if (brokenRules(input).length > 0) return input.approval ? 'success' : 'failure';
  const isUndecided = input.targets.some(({ diff, problems }) => diff.unknowns.length > 0 || problems.length > 0);
  return isUndecided ? 'neutral' : 'success';
}

/** Full, then without graph and paths, then the worst rows only, then counts. */
function reviewBody(input: ReviewInput): string {
  const version = (rows: number, extras: boolean) => () => body(input, rows, extras);
  return firstThatFits(
    BODY_BUDGET,
    ...[version(200, true), version(200, false), version(50, false), version(10, false)],
    () =>
      paragraphs(
        headline(input),
        'This report is too long for GitHub; `sallyport diff` prints all of it.',
        compared(input, 3),
      ),
    () => headline({ ...input, targets: input.targets.slice(0, 3) }),
  );
}

function headline({ targets }: ReviewInput): string {
  const counts = text(countsOf(targets));
  const where = placesText(targets);
  return `### ${counts}${where === '' ? '' : ` — ${where}`}`;
}

function countsOf(targets: readonly ReviewTarget[], details = true): string {
  return diffHeadline(
    targets.map(({ diff }) => diff),
    targets.reduce((sum, { problems }) => sum + problems.length, 0),
    details,
  );
}

/** Where something changes, or where nothing does. */
function placesText(targets: readonly ReviewTarget[]): string {
  const [only, ...others] = targets;
  if (!only) return '';
  if (others.length === 0) return text(titleOf(only));
  const changed = targets.filter(saysSomething);
  if (changed.length === 0) return `${targets.length} accounts`;
  const more = changed.length - MAX_NAMED;
  const names = changed.slice(0, MAX_NAMED).map(({ name }) => text(name));
  return [...names, ...(more > 0 ? [`and ${count(more, 'more account')}`] : [])].join('; ');
}

const MAX_NAMED = 3;

/** `prod, us-east-1 (envs/prod)`. */
function titleOf({ name, paths = [] }: ReviewTarget): string {
  const more = paths.length - MAX_NAMED;
  const shown = [...paths.slice(0, MAX_NAMED), ...(more > 0 ? [`and ${more} more`] : [])];
  return paths.length === 0 ? name : `${name} (${shown.join(', ')})`;
}

function saysSomething({ diff, problems, quotas }: ReviewTarget): boolean {
  return diff.opened.length + diff.closed.length + diff.unknowns.length + problems.length + quotas.length > 0;
}

/** What lets the internet in first, then a named range there, then what opens anything, what leaves something open, what closes. */
function worstFirst(targets: readonly ReviewTarget[]): readonly ReviewTarget[] {
  const rank = ({ diff, problems }: ReviewTarget) => {
    if (diff.opened.some(fromInternet)) return 0;
    if (diff.opened.some(fromNamed)) return 1;
    if (diff.opened.length > 0) return 2;
    return diff.unknowns.length + problems.length > 0 ? 3 : 4;
  };
  return targets.toSorted((a, b) => rank(a) - rank(b));
}

function body(input: ReviewInput, rows: number, extras: boolean): string {
  const { targets, approval, fork } = input;
  const forbidden = forbiddenRows(input);
  const broken = brokenRules(input);
  const [only] = targets;
  const sections =
    targets.length === 1
      ? [section(only!, rows, extras, forbidden, fork)]
      : targets
          .filter(saysSomething)
          .map((target) =>
            paragraphs(
              `#### ${text(titleOf(target))}: ${text(countsOf([target]))}`,
              section(target, rows, extras, forbidden, fork),
            ),
          );
  const same = targets.length === 1 ? [] : targets.filter((target) => !saysSomething(target));
  return paragraphs(
    headline(input),
    broken.length > 0 && broken.map((rule) => `- ✗ Policy: ${text(rule)}`).join('\n'),
    broken.length > 0 && approval && `✅ Approved by ${code(approval.by)}: ${text(approval.reason)}`,
    ...sections,
    same.length > 0 &&
      same.length < targets.length &&
      `No reachability change: ${text(same.map(titleOf).join('; '), 2000)}.`,
    compared(input, 20),
  );
}

function section(
  target: ReviewTarget,
  rows: number,
  extras: boolean,
  forbidden: ReturnType<typeof forbiddenRows>,
  fork = false,
): string {
  const { diff, quotas, problems } = target;
  const decided = (reason: string) => undecided(reason, { fork });
  const graph = extras ? diffGraph(diff) : '';
  // Where no row says anything, this is what there is to say.
  const isAll = diff.opened.length + diff.closed.length === 0;
  const unread = problems.map(({ resource, message, file, line }) => {
    const at = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
    return `${resource}: ${message}${at}`;
  });
  return paragraphs(
    diffTable(diff, rows, forbidden),
    graph !== '' && details('Graph', graph),
    extras && witnesses(target),
    quotas.length > 0 && details('Quotas', bullets(quotas, 20)),
    diff.unknowns.length > 0 &&
      details(
        `Could not be decided (${diff.unknowns.length})`,
        bullets(diff.unknowns.map(decided), extras ? 30 : 5),
        isAll,
      ),
    unread.length > 0 &&
      details(`Not understood (${unread.length})`, bullets(unread.map(decided), extras ? 30 : 5), isAll),
  );
}

function witnesses({ diff }: ReviewTarget): string {
  const shown = ordered(diff.opened)
    .filter((row): row is typeof row & { witness: Witness } => row.witness !== undefined)
    .slice(0, 5)
    .map((row) => {
      const title = `${partyText(row.from)} → ${partyText(row.to, row.potential)}: ${serviceText(row.services)}`;
      return paragraphs(`**${text(title)}**`, witnessMarkdown(row.witness));
    });
  return details('Proof: packets that would get through', shown.join('\n\n'));
}

function compared({ base, head, targets, baseBranch }: ReviewInput, max: number): string {
  if (targets.length === 0) return 'Nothing here is code that the configuration maps to an account.';
  const named = targets.slice(0, max).flatMap(({ name, sources = [], basis }) => {
    const read = [...sources.slice(0, max), ...(sources.length > max ? [`and ${sources.length - max} more`] : [])];
    return basis === undefined ? read : [`${read.length > 0 ? read.join(', ') : name} ${basis}`];
  });
  const more = targets.length - max;
  const all = [...named, ...(more > 0 ? [`and ${count(more, 'more account')}`] : [])];
  const read = all.length > 0 ? ` ${text(all.join('; '), 3000)}.` : '';
  const onto = baseBranch === undefined ? '' : ` on ${code(baseBranch)}`;
  return `<sub>Compared ${code(short(head))} with ${code(short(base))}${onto}.${read}</sub>`;
}

/** A commit's first digits; a path as it is. */
function short(side: string): string {
  return /^[\da-f]{40,}$/.test(side) ? side.slice(0, 12) : side;
}
