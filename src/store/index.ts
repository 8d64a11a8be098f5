export { restoreBackup } from './backup.ts';
export type { EncryptionKeys } from './cipher.ts';
export { FolderInUseError, StoreError } from './error.ts';
export type { OutboxEntry } from './outbox.ts';
export type { StoredPrediction } from './predictions.ts';
export type { RuleHistory } from './rules.ts';
export type { Snapshots } from './snapshots.ts';
export { openStore, type Store } from './store.ts';
