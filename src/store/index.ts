export type { AuditEntry } from './audit.ts';
export type { StoredConfig } from './configs.ts';
export type { Delivery } from './deliveries.ts';
export { StoreError } from './error.ts';
export type { OutboxEntry } from './outbox.ts';
export type { ReviewRun } from './reviews.ts';
export type { StoredSnapshot } from './snapshots.ts';
export { openStore, type Store, type StoreOptions, type Tables } from './store.ts';
