import { type Kysely, sql } from 'kysely';
import { type Cipher, openJson, sealJson } from './cipher.ts';
import type { Database } from './schema.ts';

/** A webhook as GitHub sent it. */
export interface Delivery {
  /** `X-GitHub-Delivery`. */
  readonly guid: string;
  readonly event: string;
  readonly payload: object;
}

/** What a webhook's payload is sealed for. */
export const deliveryPlace = (guid: string) => `delivery:${guid}`;

/** Webhooks, kept before they are acknowledged: GitHub does not send again by itself. */
export function deliveries(db: Kysely<Database>, cipher: Cipher) {
  const one = async (guid: string, state: 'any' | 'undone'): Promise<Delivery | undefined> => {
    const row = await db
      .selectFrom('delivery')
      .select(['event', 'payload', 'key_id'])
      .where('guid', '=', guid)
      .$if(state === 'undone', (query) => query.where('done_at', 'is', null))
      .executeTakeFirst();
    if (!row) return undefined;
    const { event, key_id, payload: value } = row;
    return { guid, event, payload: openJson(cipher, { key_id, value }, deliveryPlace(guid)) };
  };
  return {
    /**
     * Keeps what was not received before; of several with one guid, the first.
     * @returns guids of those that are new
     */
    async record(received: readonly Delivery[]): Promise<ReadonlySet<string>> {
      const rows = await db
        .insertInto('delivery')
        .values(
          received.map(({ guid, event, payload: content }) => {
            const { key_id, value: payload } = sealJson(cipher, content, deliveryPlace(guid));
            return { guid, event, payload, key_id };
          }),
        )
        .onConflict((conflict) => conflict.column('guid').doNothing())
        .returning('guid')
        .execute();
      return new Set(rows.map(({ guid }) => guid));
    },

    /** A delivery whose work is not done. */
    undone: (guid: string) => one(guid, 'undone'),

    get: (guid: string) => one(guid, 'any'),

    /** @returns milliseconds since the delivery arrived, by the database's clock */
    async done(guid: string, at: Date): Promise<number | undefined> {
      const age = sql<number>`(extract(epoch from clock_timestamp() - received_at) * 1000)::float8`.as('age');
      const set = db.updateTable('delivery').set({ done_at: at }).where('guid', '=', guid);
      return (await set.returning(age).executeTakeFirst())?.age;
    },

    /** Guids of received webhooks whose work is not done, oldest first. @param among default: all there are */
    async pending(among?: readonly string[]): Promise<readonly string[]> {
      const undone = db.selectFrom('delivery').select('guid').where('done_at', 'is', null).orderBy('received_at');
      const rows = await (among ? undone.where('guid', 'in', among) : undone).execute();
      return rows.map((row) => row.guid);
    },
  };
}
