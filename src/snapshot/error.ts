import { SallyportError } from '../network/index.ts';

/** A snapshot folder that cannot be read or written as it is. `file` is the path at fault. */
export class SnapshotError extends SallyportError {
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(`${file}: ${message}`, options);
    this.file = file;
  }
}
