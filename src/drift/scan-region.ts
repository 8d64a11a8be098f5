import type { Finding, ScanCompleteness } from '../findings/index.ts';
import type { RegionSnapshot } from '../snapshot/index.ts';
import type { Snapshots } from '../store/index.ts';
import { attributed } from './attribute.ts';
import { bringUpToDate, type Change, type News } from './bring-up-to-date.ts';
import { completenessOf, nothingRead } from './completeness.ts';
import type { Destination } from './destinations.ts';
import type { Place } from './neighbours.ts';
import type { Analyse, Beside, Collect } from './ports.ts';

export interface ScanRequest {
  readonly account: string;
  readonly region: string;
  readonly collect: Collect;
  /** Of the owner who links the account. */
  readonly snapshots: Pick<Snapshots, 'save' | 'prune'>;
  readonly analyse: Analyse;
  readonly together: (snapshot: RegionSnapshot) => Promise<Together>;
  /** Every account and Region that is scanned; default: only this one. */
  readonly linked?: readonly Place[];
  /** Snapshots kept per account and Region. */
  readonly keep: number;
  /**
   * Who is told of what was found; nobody where issues may not be written (a public repository): the snapshot is kept for
   * reviews all the same. Without a snapshot nothing could be read.
   */
  readonly destinations: (findings: readonly Finding[], snapshot?: RegionSnapshot) => Promise<readonly Destination[]>;
}

/** What a snapshot is looked at together with. */
export interface Together {
  /** Itself and its neighbours: peerings cross accounts and Regions. */
  readonly regions: readonly RegionSnapshot[];
  readonly more?: Beside;
  /** What beside the snapshot was read, completely or not; checks depend on it by its name as they do on calls. */
  readonly read?: Pick<ScanCompleteness, 'complete' | 'incomplete'>;
}

export interface ScanResult extends Change {
  readonly completeness: ScanCompleteness;
  readonly findings: number;
}

/**
 * The drift loop for one account and Region: collect, keep, check, and bring the issues up to date. Whatever could not be
 * read closes nothing; when nothing could, only the overview says so.
 */
export async function scanRegion(request: ScanRequest): Promise<ScanResult> {
  const { account, region } = request;
  let snapshot: RegionSnapshot;
  try {
    snapshot = await request.collect(account, region);
  } catch (error) {
    const completeness = nothingRead(account, region, error instanceof Error ? error.message : String(error));
    const change = await tell(await request.destinations([]), { completeness: [completeness] });
    return { ...change, completeness, findings: 0 };
  }
  const completeness = completenessOf(snapshot);
  await request.snapshots.save(snapshot, completeness);
  await request.snapshots.prune(account, region, request.keep);
  const { regions, more, read } = await request.together(snapshot);
  const { findings, gauges } = attributed(request.analyse(regions, more), snapshot, request.linked ?? []);
  const known: ScanCompleteness = {
    ...completeness,
    complete: [...completeness.complete, ...(read?.complete ?? [])],
    incomplete: [...completeness.incomplete, ...(read?.incomplete ?? [])],
  };
  const change = await tell(await request.destinations(findings, snapshot), { completeness: [known], gauges });
  return { ...change, completeness, findings: findings.length };
}

/** One repository after the other; one that is in trouble keeps no other from being told. */
async function tell(destinations: readonly Destination[], scan: Omit<News, 'findings'>): Promise<Change> {
  const total = { opened: 0, closed: 0, refused: [] as string[] };
  const errors: unknown[] = [];
  for (const { tracker, ...news } of destinations) {
    try {
      const { opened, closed, refused } = await bringUpToDate(tracker, { ...scan, ...news });
      total.opened += opened;
      total.closed += closed;
      total.refused.push(...refused);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
  return total;
}
