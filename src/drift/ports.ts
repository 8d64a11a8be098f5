import type { More } from '../checks/index.ts';
import type { Finding, Gauge, IssueAction, IssueView } from '../findings/index.ts';
import type { RegionSnapshot } from '../snapshot/index.ts';

/** The issues of one repository that the app itself wrote. */
export interface Issues {
  /** All of them, open and closed; who closed one may be left out. */
  list(): Promise<readonly IssueView[]>;
  /** The same page by page, what changed last first. */
  pages(size: number): AsyncIterable<readonly IssueView[]>;
  /** One of them; undefined when it was deleted, moved elsewhere, or is not the app's. */
  get(number: number): Promise<IssueView | undefined>;
  create(issue: Omit<Extract<IssueAction, { kind: 'create' }>, 'kind' | 'key'>): Promise<IssueView>;
  update(
    number: number,
    changes: Omit<Extract<IssueAction, { kind: 'update' }>, 'kind' | 'key' | 'number'>,
  ): Promise<IssueView>;
  comment(number: number, body: string): Promise<unknown>;
}

/** Reads one account and Region now; a call that fails is recorded in the snapshot, not thrown. */
export type Collect = (account: string, region: string) => Promise<RegionSnapshot>;

/** What the checks make of snapshots, the one just taken and those it is looked at together with. */
export type Analyse = (
  regions: readonly RegionSnapshot[],
  more?: Beside,
) => {
  readonly findings: readonly Finding[];
  readonly gauges: readonly Gauge[];
};

/** What is known beside snapshots: what changed until now, and the code that makes the place. */
export type Beside = Pick<More, 'history' | 'code'>;

export type Clock = () => Date;
