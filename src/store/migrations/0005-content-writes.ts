import { type Kysely, sql } from 'kysely';

/** When content was written lately on behalf of an installation: GitHub counts it over all processes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Milliseconds since 1970, ascending; some lie ahead.
  await sql`create table content_writes (installation bigint primary key, slots float8[] not null)`.execute(db);
}
