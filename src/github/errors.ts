import { SallyportError } from '../network/index.ts';

/** GitHub answered with an error. `status` is the HTTP status, 0 when no answer came. */
export class GitHubError extends SallyportError {
  readonly status: number;

  constructor(message: string, status: number, cause: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** 404, 410: the repository or thing is gone, hidden from the app, or switched off (issues). */
export class NotFoundError extends GitHubError {}
/** 401, 403: the installation lacks a permission, or is suspended. */
export class ForbiddenError extends GitHubError {}
/** 403, 429 with a limit's headers: too many requests even after waiting. */
export class RateLimitError extends GitHubError {}
/** 422: GitHub understood and refused the content. */
export class RejectedError extends GitHubError {}

/** Runs one GitHub operation; what GitHub answers instead of success becomes an error that says what to do about it. */
export async function calling<T>(doing: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw error instanceof GitHubError ? error : translate(doing, error);
  }
}

function translate(doing: string, error: unknown): unknown {
  if (!isRequestError(error)) return error;
  const { status } = error;
  const answer = `GitHub answered ${status || 'nothing'} to '${doing}': ${error.message}`;
  if (status === 429 || (status === 403 && isLimit(error)))
    return new RateLimitError(`${answer}. It is tried again later.`, status, error);
  if (status === 401)
    return new ForbiddenError(
      `${answer}. See that APP_ID and the private key belong together, and that the app is still installed there.`,
      status,
      error,
    );
  if (status === 403)
    return new ForbiddenError(`${answer}. Accept the app's current permissions in its installation.`, status, error);
  if (status === 404 || status === 410)
    return new NotFoundError(
      `${answer}. See that it exists, the app is installed there, and issues are enabled.`,
      status,
      error,
    );
  if (status === 422) return new RejectedError(`${answer}.`, status, error);
  return new GitHubError(`${answer}. It is tried again later.`, status, error);
}

interface RequestError extends Error {
  readonly status: number;
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>> };
}

function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}

function isLimit(error: RequestError): boolean {
  const headers = error.response?.headers ?? {};
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /\bsecondary rate\b/i.test(error.message)
  );
}

/** The HTTP status of an error of an Octokit or of this room; undefined for any other. */
export function statusOf(error: unknown): number | undefined {
  return isRequestError(error) ? error.status : undefined;
}
