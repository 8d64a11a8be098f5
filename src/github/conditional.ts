import type { ProbotOctokit } from 'probot';
import { statusOf } from './errors.ts';

type Client = Pick<ProbotOctokit, 'hook' | 'request'>;
type Answer = Awaited<ReturnType<ProbotOctokit['request']>>;

/** Answers by their request, the longest unused first. */
export interface AnswerCache {
  get(key: string): Answer | undefined;
  set(key: string, answer: Answer): void;
}

/**
 * Reads worth asking again by ETag: the configuration, a repository's facts and its issues and labels, which every scan
 * reads and few find changed. GitHub's 304 counts against no limit
 * (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests).
 */
const REPEATED = /\/(repos\/[^/]+\/[^/]+(\/(contents\/.*|issues|labels))?|repositories\/\d+\/(issues|labels))$/;

/** @param characters of all answers together, as JSON */
export function createAnswerCache(characters = 32 * 1024 * 1024): AnswerCache {
  const answers = new Map<string, { readonly answer: Answer; readonly size: number }>();
  let held = 0;
  const drop = (key: string) => {
    held -= answers.get(key)?.size ?? 0;
    answers.delete(key);
  };
  return {
    get(key) {
      const entry = answers.get(key);
      if (!entry) return undefined;
      answers.delete(key);
      answers.set(key, entry);
      return entry.answer;
    },
    set(key, answer) {
      drop(key);
      const size = JSON.stringify(answer.data).length;
      if (size > characters / 4) return;
      answers.set(key, { answer, size });
      held += size;
      for (const oldest of answers.keys()) {
        if (held <= characters) break;
        drop(oldest);
      }
    },
  };
}

/** Makes a client ask for what it has read before only if it changed. */
export function askConditionally(octokit: Client, cache: AnswerCache): void {
  octokit.hook.wrap('request', async (request, options) => {
    const { url, headers } = octokit.request.endpoint(options);
    if (options.method !== 'GET' || !REPEATED.test(new URL(url).pathname)) return request(options);
    const key = `${headers['accept'] ?? ''} ${url}`;
    const known = cache.get(key);
    const etag = known?.headers.etag;
    // The hooks of a client share this one object; what is handed to `request` is not looked at.
    if (etag !== undefined) options.headers = { ...options.headers, 'if-none-match': etag };
    try {
      const answer = (await request(options)) as Answer;
      if (answer.headers.etag !== undefined) cache.set(key, structuredClone(answer));
      return answer;
    } catch (error) {
      if (statusOf(error) !== 304 || !known) throw error;
      return structuredClone(known);
    }
  });
}
