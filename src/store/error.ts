import { SallyportError } from '../network/index.ts';

/** The database cannot be opened, locked or migrated. */
export class StoreError extends SallyportError {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** The embedded database is in use; where that is the service itself, nothing is wrong. */
export class FolderInUseError extends StoreError {}
