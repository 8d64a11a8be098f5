import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from './schema.ts';

/** At most so many in any span of so many milliseconds. */
interface Limit {
  readonly count: number;
  readonly span: number;
}

/**
 * Slots in which an installation may write content, one after the other for all processes: whoever asks next gets the next
 * one, so that a process in a storm takes turns with one that has a single answer to give.
 */
export function contentWrites(db: Kysely<Database>) {
  return {
    /**
     * Takes the next slot, by the database's clock.
     * @param maxWait milliseconds; a slot further ahead is not taken
     * @returns milliseconds until the slot; more than `maxWait` when none was taken
     */
    async reserve(installation: number, limits: readonly Limit[], maxWait: number): Promise<number> {
      const most = Math.max(...limits.map(({ count }) => count));
      const slots = sql`content_writes.slots`;
      const next = nextSlot(limits);
      // One statement, which locks the row and judges it as it is then.
      const taken = await sql<{ readonly wait: number }>`
        insert into content_writes (installation, slots) values (${installation}, array[${NOW}])
        on conflict (installation) do update
          set slots = (${slots} || ${next})[greatest(1, cardinality(${slots}) + 2 - ${most}::int):]
          where ${next} <= ${NOW} + ${maxWait}::float8
        returning slots[cardinality(slots)] - ${NOW} as wait`.execute(db);
      if (taken.rows[0]) return taken.rows[0].wait;
      const { rows } = await sql<{ readonly wait: number }>`
        select ${next} - ${NOW} as wait from content_writes where installation = ${installation}`.execute(db);
      return Math.max(rows[0]?.wait ?? 0, maxWait + 1);
    },
  };
}

const NOW = sql`(extract(epoch from now()) * 1000)::float8`;

/** The earliest time at which no span would hold too many, and never before one that was given away. */
function nextSlot(limits: readonly Limit[]): RawBuilder<number> {
  const slots = sql`content_writes.slots`;
  const allowed = limits.map(
    ({ count, span }) => sql`${slots}[cardinality(${slots}) + 1 - ${count}::int] + ${span}::float8`,
  );
  return sql`greatest(${NOW}, ${slots}[cardinality(${slots})], ${sql.join(allowed)})`;
}
