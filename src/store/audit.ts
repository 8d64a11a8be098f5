import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** One thing somebody, or the service itself (`sallyport`), did. */
export interface AuditEntry {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: object;
}

/** Append-only record of what was decided and by whom. */
export function audit(db: Kysely<Database>) {
  return {
    async append(entry: AuditEntry): Promise<void> {
      await db
        .insertInto('audit')
        .values({ ...entry, detail: JSON.stringify(entry.detail) })
        .execute();
    },

    /** What happened to a subject, oldest first. */
    async of(subject: string): Promise<readonly (AuditEntry & { readonly at: Date })[]> {
      return db
        .selectFrom('audit')
        .select(['actor', 'action', 'subject', 'detail', 'at'])
        .where('subject', '=', subject)
        .orderBy('id')
        .execute();
    },
  };
}
