import type { TrackedFinding } from '../findings/index.ts';
import type { Network } from '../network/index.ts';
import { code } from '../report/index.ts';
import type { Store, StoredPrediction } from '../store/index.ts';
import type { PullRequests } from './ports.ts';
import { type Outcome, outcomeOf, type Prediction } from './prediction.ts';
import type { Rules } from './rules.ts';

export interface FollowUp {
  readonly store: Pick<Store, 'predictions'>;
  /** Twelve digits, scanned just now. */
  readonly account: string;
  /** What a person calls it. */
  readonly name: string;
  readonly live: Network;
  /** When the scan looked. */
  readonly scannedAt: Date;
  readonly rules: Pick<Rules, 'named'>;
  readonly appliedWithinHours: number;
  /** Whether this organisation's reviews may speak there. */
  readonly isOurs: (repository: string) => Promise<boolean>;
  readonly github: (repository: string) => Promise<Pick<PullRequests, 'upsertComment'>>;
  /** Findings that have an issue, with its repository. */
  readonly findings: () => Promise<readonly (TrackedFinding & { readonly repository: string })[]>;
}

const HOUR = 60 * 60 * 1000;

/** After a scan: tells every merged pull request whether what was said of it came true, once, and links the findings. */
export async function followUp(request: FollowUp): Promise<void> {
  const { store, account, live, scannedAt, rules } = request;
  for (const stored of await store.predictions.open(account)) {
    const { repository, number, mergedAt } = stored;
    if (mergedAt > scannedAt || !(await request.isOurs(repository))) continue;
    const prediction = stored.data as Prediction;
    const outcome = outcomeOf(prediction, live, rules);
    const isLate = scannedAt.getTime() - mergedAt.getTime() >= request.appliedWithinHours * HOUR;
    // Applying takes its time: only that it is done can be said at once.
    if (outcome !== 'applied' && !isLate) continue;
    await linkFindings(request, stored, prediction);
    const github = await request.github(repository);
    await github.upsertComment(number, `<!-- sallyport:after-merge:v1:${account} -->`, text(request, outcome));
    await store.predictions.settle(repository, number, account, outcome);
  }
}

function text({ name, scannedAt, appliedWithinHours }: FollowUp, outcome: Outcome): string {
  const scan = `the scan of ${scannedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  switch (outcome) {
    case 'applied':
      return `✅ Applied as predicted: ${scan} shows it in ${code(name)}.`;
    case 'missing':
      return `⏳ Not applied: more than ${appliedWithinHours} hours after the merge, ${scan} shows nothing of it in ${code(name)}.`;
    case 'different':
      return `⚠️ Applied differently: more than ${appliedWithinHours} hours after the merge, ${scan} shows a part of it only, or something else, in ${code(name)}.`;
  }
}

/** The issue of a finding that the change made or mended names the pull request. */
async function linkFindings(
  { findings, github }: FollowUp,
  { repository, number, mergedAt }: StoredPrediction,
  { exposed, covered }: Prediction,
): Promise<void> {
  if (exposed.length + covered.length === 0) return;
  const link = `${repository}#${number}`;
  for (const tracked of await findings()) {
    const verb = verbOf(tracked, mergedAt, exposed, covered);
    if (tracked.issueNumber === undefined || verb === undefined) continue;
    const publisher = await github(tracked.repository);
    const body = `${verb} by ${link}, whose review said so before it was merged.`;
    await publisher.upsertComment(tracked.issueNumber, `<!-- sallyport:pull-request:v1:${link} -->`, body);
  }
}

/** A finding that came after the merge on what it exposes, or that was there till then and is gone from what it covers. */
function verbOf(
  { state, firstSeen, since, lastSeen, finding }: TrackedFinding,
  mergedAt: Date,
  exposed: readonly string[],
  covered: readonly string[],
): 'Caused' | 'Fixed' | undefined {
  const isOn = (ids: readonly string[]) => finding.exposed.some(({ interfaceId }) => ids.includes(interfaceId));
  if (finding.exposure !== 'exposed') return undefined;
  if (state === 'resolved')
    return Date.parse(lastSeen) >= mergedAt.getTime() - 48 * HOUR && isOn(covered) ? 'Fixed' : undefined;
  return Date.parse(since ?? firstSeen) >= mergedAt.getTime() && isOn(exposed) ? 'Caused' : undefined;
}
