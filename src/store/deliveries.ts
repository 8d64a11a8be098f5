import { type Kysely, sql } from 'kysely';
import type { Database } from './schema.ts';

/** A webhook as GitHub sent it. */
export interface Delivery {
  /** `X-GitHub-Delivery`. */
  readonly guid: string;
  readonly event: string;
  readonly payload: object;
}

/** Webhooks, kept before they are acknowledged: GitHub does not send again by itself. */
export function deliveries(db: Kysely<Database>) {
  return {
    /** @returns false when this delivery was received before */
    async record(delivery: Delivery): Promise<boolean> {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('delivery')
        .values({ guid: delivery.guid, event: delivery.event, payload: JSON.stringify(delivery.payload) })
        .onConflict((conflict) => conflict.column('guid').doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },

    /** Whether a delivery was received and its work is not done. */
    async isPending(guid: string): Promise<boolean> {
      const row = await db
        .selectFrom('delivery')
        .select('guid')
        .where('guid', '=', guid)
        .where('done_at', 'is', null)
        .executeTakeFirst();
      return row !== undefined;
    },

    async get(guid: string): Promise<Delivery | undefined> {
      return db.selectFrom('delivery').select(['guid', 'event', 'payload']).where('guid', '=', guid).executeTakeFirst();
    },

    /** Milliseconds since a delivery arrived, by the database's clock. */
    async age(guid: string): Promise<number | undefined> {
      const age = sql<number>`(extract(epoch from clock_timestamp() - received_at) * 1000)::float8`.as('age');
      return (await db.selectFrom('delivery').select(age).where('guid', '=', guid).executeTakeFirst())?.age;
    },

    async done(guid: string, at: Date): Promise<void> {
      await db.updateTable('delivery').set({ done_at: at }).where('guid', '=', guid).execute();
    },

    /** Guids of received webhooks whose work is not done, oldest first. */
    async pending(): Promise<readonly string[]> {
      const rows = await db
        .selectFrom('delivery')
        .select('guid')
        .where('done_at', 'is', null)
        .orderBy('received_at')
        .execute();
      return rows.map((row) => row.guid);
    },
  };
}
