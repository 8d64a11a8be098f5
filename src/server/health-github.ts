import { ForbiddenError, type GitHubApp, NotFoundError } from '../github/index.ts';
import { DegradedError } from './health.ts';

/** Probes come every few seconds, and GitHub counts requests. */
const REMEMBERED = 60_000;
const PATIENCE = 2_500;

/**
 * Whether GitHub knows the app. Wrong credentials are this process's fault, and it is not ready; a GitHub that does not answer
 * is not, and webhooks are to be kept meanwhile.
 */
export function gitHubCheck(gitHub: Pick<GitHubApp, 'installations'>, clock: () => Date): () => Promise<void> {
  let last: { readonly at: number; readonly answer: Promise<void> } | undefined;
  return () => {
    const now = clock().getTime();
    if (!last || now - last.at >= REMEMBERED) last = { at: now, answer: knowsUs(gitHub) };
    return last.answer;
  };
}

async function knowsUs(gitHub: Pick<GitHubApp, 'installations'>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), PATIENCE);
  });
  const asked = gitHub.installations();
  try {
    await Promise.race([asked, timeout]);
  } catch (error) {
    if (error instanceof ForbiddenError || error instanceof NotFoundError) throw error;
    throw new DegradedError('GitHub does not answer', { cause: error });
  } finally {
    clearTimeout(timer);
    asked.catch(() => {});
  }
}
