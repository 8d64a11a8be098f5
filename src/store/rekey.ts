import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type Cipher, openJson, openText, type Stored, sealJson, sealText } from './cipher.ts';
import { deliveryPlace } from './deliveries.ts';
import { StoreError } from './error.ts';
import { findingPlace, shownOfFinding } from './findings.ts';
import { issuePlace } from './issues.ts';
import { actionPlace } from './outbox.ts';
import { predictionPlace } from './predictions.ts';
import { rulePlace } from './rules.ts';
import type { Database } from './schema.ts';
import { contentPlace } from './snapshots.ts';

/** Rows in one transaction: each is locked only for as long. */
const BATCH = 100;

/** Text, JSON or bytes, as the column has them. */
type Value = Stored<never>;

interface SealedColumn {
  readonly table: keyof Database;
  readonly column: string;
  /** What the row's place is made of. */
  readonly by: string;
  readonly seal: (cipher: Cipher, stored: Value, by: string) => Stored<unknown>;
  readonly type: 'bytea' | 'json' | 'text';
}

const bytes =
  (place: (by: string) => string): SealedColumn['seal'] =>
  (cipher, stored, by) =>
    cipher.seal(cipher.open(stored, place(by)), place(by));

const json =
  (place: (by: string) => string): SealedColumn['seal'] =>
  (cipher, stored, by) =>
    sealJson(cipher, openJson(cipher, stored, place(by)), place(by));

function sealRule(cipher: Cipher, stored: Value, ruleId: string): Stored<unknown> {
  return sealText(cipher, openText(cipher, stored, rulePlace(ruleId)), rulePlace(ruleId));
}

const COLUMNS: readonly SealedColumn[] = [
  { table: 'snapshot_content', column: 'gzip', by: 'hash', type: 'bytea', seal: bytes(contentPlace) },
  { table: 'prediction', column: 'gzip', by: 'account', type: 'bytea', seal: bytes(predictionPlace) },
  {
    table: 'finding',
    column: 'data',
    by: 'key',
    type: 'json',
    seal: (cipher, stored, by) => {
      const data = openJson<Parameters<typeof shownOfFinding>[0]>(cipher, stored, findingPlace(by));
      return sealJson(cipher, data, findingPlace(by), shownOfFinding(data));
    },
  },
  { table: 'issue', column: 'data', by: 'id', type: 'json', seal: json(issuePlace) },
  { table: 'outbox', column: 'action', by: 'key', type: 'json', seal: json(actionPlace) },
  { table: 'delivery', column: 'payload', by: 'guid', type: 'json', seal: json(deliveryPlace) },
  {
    table: 'rule_history',
    column: 'text',
    by: 'rule_id',
    type: 'text',
    seal: sealRule,
  },
  { ...{ table: 'rule_change', column: 'text', by: 'rule_id', type: 'text' }, seal: sealRule },
];

/** Tables with a sealed column. */
export const SEALED_TABLES: readonly string[] = COLUMNS.map(({ table }) => table);

/** Rows by the key they are sealed under; '' for those that are not. */
export async function rowsByKey(db: Kysely<Database>): Promise<ReadonlyMap<string, number>> {
  const each = COLUMNS.map(
    ({ table }) => sql`select coalesce(key_id, '') as id, count(*)::int as rows from ${sql.table(table)} group by 1`,
  );
  const all = sql.join(each, sql` union all `);
  const { rows } = await sql<{
    id: string;
    rows: number;
  }>`select id, sum(rows)::int as rows from (${all}) t group by 1`.execute(db);
  return new Map(rows.map(({ id, rows: count }) => [id, count]));
}

/** @throws StoreError when something is sealed under a key that is not set: better no service than one that fails here and there */
export async function requireKeys(db: Kysely<Database>, { known }: Cipher): Promise<void> {
  for (const { table } of COLUMNS) {
    const { rows } = await sql<{ key_id: string }>`
      select key_id from ${sql.table(table)} where key_id is not null ${
        known.length > 0 ? sql`and key_id not in (${sql.join(known)})` : sql``
      } limit 1`.execute(db);
    const [row] = rows;
    if (row)
      throw new StoreError(
        `The database holds values encrypted with a key (${row.key_id}) that is not set. Set ENCRYPTION_KEY, or ENCRYPTION_KEY_PREVIOUS while it is being changed.`,
      );
  }
}

/**
 * Seals everything under the key in force, or opens everything where there is none. The service may run meanwhile: rows that
 * it has in hand are left to the next time.
 * @returns how many rows were rewritten
 */
export async function rekey(db: Kysely<Database>, cipher: Cipher): Promise<number> {
  let rewritten = 0;
  for (const column of COLUMNS)
    for (let rows = BATCH; rows === BATCH; rewritten += rows)
      rows = await db.transaction().execute((trx) => rekeySome(trx, cipher, column));
  return rewritten;
}

async function rekeySome(trx: Kysely<Database>, cipher: Cipher, { table, column, by, seal, type }: SealedColumn) {
  const { rows } = await sql<{ at: string; by: string; key_id: string | null; value: never }>`
    select ctid::text as at, ${sql.ref(by)} as by, key_id, ${sql.ref(column)} as value from ${sql.table(table)}
    where key_id is distinct from ${cipher.keyId} limit ${sql.lit(BATCH)} for update skip locked`.execute(trx);
  for (const row of rows) {
    const { key_id, value } = seal(cipher, row, row.by);
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${cast(value, type)}, key_id = ${key_id}
      where ctid = ${row.at}::tid`.execute(trx);
  }
  return rows.length;
}

function cast(value: unknown, type: SealedColumn['type']): RawBuilder<unknown> {
  return sql`${value}::${sql.raw(type)}`;
}
