import { SallyportError } from '../network/index.ts';

/** The database cannot be opened, locked or migrated. */
export class StoreError extends SallyportError {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
