import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { IssueView, ScanCompleteness, TrackedFinding } from '../findings/index.ts';

/** Written as ISO text, read as Date by both drivers. */
type Timestamp = Generated<Date>;
type NullableTimestamp = Date | null;
/** Always written as JSON text: node-postgres would turn a JavaScript array into a PostgreSQL one. */
type Json<T extends object | null> = JSONColumnType<T, string, string>;

/** Which key the row's sealed column is under; null: it is not sealed. */
type KeyId = string | null;

/** Every table of the service's own schema; int8 columns arrive as text from both drivers. */
export interface Database {
  delivery: {
    guid: string;
    event: string;
    payload: Json<object>;
    received_at: Timestamp;
    done_at: NullableTimestamp;
    key_id: KeyId;
  };
  snapshot: {
    id: Generated<string>;
    /** GitHub owner in lower case. */
    owner: string;
    account: string;
    region: string;
    taken_at: Timestamp;
    content_hash: string;
    complete: boolean;
    completeness: Json<ScanCompleteness>;
  };
  snapshot_content: { hash: string; gzip: Uint8Array; key_id: KeyId };
  finding: {
    repository: string;
    key: string;
    account: string;
    region: string;
    state: TrackedFinding['state'];
    issue_number: number | null;
    data: Json<Omit<TrackedFinding, 'waiver'>>;
    key_id: KeyId;
  };
  issue: {
    /** `owner/name#number`. */
    id: string;
    repository: string;
    number: number;
    account: string | null;
    /** GitHub's own text. */
    updated_at: string;
    hash: string;
    data: Json<IssueView>;
    key_id: KeyId;
  };
  issue_listing: { repository: string; listed_at: Timestamp };
  waiver: { repository: string; key: string; granted_by: string; reason: string; until: string };
  outbox: {
    id: Generated<string>;
    repository: string;
    key: string;
    action: Json<object>;
    created_at: Timestamp;
    attempted_at: NullableTimestamp;
    done_at: NullableTimestamp;
    error: string | null;
    key_id: KeyId;
  };
  config: {
    owner: string;
    good_text: string | null;
    good_sha: string | null;
    errors: Json<readonly object[]>;
    checked_at: Timestamp;
  };
  review: {
    repository: string;
    number: number;
    run: number;
    head_sha: string | null;
    conclusion: string | null;
    approved_sha?: string | null;
    approved_by?: string | null;
    approval_reason?: string | null;
  };
  content_writes: { installation: string; slots: number[] };
  member: { owner: string; account: string; name: string };
  rule_history: {
    id: Generated<string>;
    owner: string;
    account: string;
    region: string;
    rule_id: string;
    group_id: string;
    text: string;
    key_id: KeyId;
    opened_at: NullableTimestamp;
    opened_by: string | null;
    closed_at: ColumnType<Date | null, never, Date>;
    closed_by: ColumnType<string | null, never, string | null>;
  };
  rule_change: {
    account: string;
    region: string;
    rule_id: string;
    at: Date;
    event: string;
    actor: string;
    group_id: string;
    text: string;
    key_id: KeyId;
  };
  prediction: {
    repository: string;
    number: number;
    account: string;
    head_sha: string;
    gzip: Uint8Array;
    key_id: KeyId;
    merged_at: NullableTimestamp;
    outcome: string | null;
  };
  audit: { id: Generated<string>; at: Timestamp; actor: string; action: string; subject: string; detail: Json<object> };
}
