import { SallyportError } from '../network/index.ts';

/** What one review may read; beyond it the answer is an error that names the limit, never a part of the files. */
export interface ContentLimits {
  readonly files: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
  /** Folders asked for one by one when a tree is too large for one answer (GitHub: 100,000 entries or 7 MB). */
  readonly folders: number;
}

const LIMITS: ContentLimits = { files: 20_000, fileBytes: 1_000_000, totalBytes: 100_000_000, folders: 300 };

/** A repository is too large to be read within the limits. */
export class ContentLimitError extends SallyportError {}

/** Counts what is read of one repository, and of its submodules. */
export interface Allowance {
  /** @throws ContentLimitError */
  folder(repository: string): void;
  /** Each content counts once. @throws ContentLimitError */
  blob(repository: string, path: string, blob: { readonly sha: string; readonly size?: number }): void;
}

export function createAllowance(limits = LIMITS): Allowance {
  const admitted = new Set<string>();
  let bytes = 0;
  let folders = 0;
  return {
    folder(repository) {
      if (++folders > limits.folders)
        throw new ContentLimitError(
          `${repository} has more than ${limits.folders} folders too large to list at once. Name a narrower path in the code map.`,
        );
    },
    blob(repository, path, { sha, size = 0 }) {
      if (admitted.has(sha)) return;
      const refuse = (what: string) =>
        new ContentLimitError(`${path} in ${repository} ${what}. Name a narrower path in the code map.`);
      if (size > limits.fileBytes) throw refuse(`has ${size} bytes, more than ${limits.fileBytes}`);
      if (admitted.size >= limits.files) throw refuse(`is one file more than the ${limits.files} a review reads`);
      if (bytes + size > limits.totalBytes)
        throw refuse(`would make more than ${limits.totalBytes} bytes for one review`);
      admitted.add(sha);
      bytes += size;
    },
  };
}
