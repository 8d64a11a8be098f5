import type { ProbotOctokit } from 'probot';
import type { Budget } from './budget.ts';

type Client = Pick<ProbotOctokit, 'hook' | 'request'>;

/** Requests that create content somebody is notified of; GitHub counts these apart from all others. */
const CREATES = /\/repos\/([^/]+\/[^/]+)\/(issues|issues\/\d+\/comments|pulls\/\d+\/(comments|reviews))$/;

/** Makes a client's content wait for its installation's budget, each repository in its turn. */
export function pace(octokit: Client, budget: Budget): void {
  octokit.hook.before('request', async (options) => {
    if (options.method !== 'POST') return;
    const { pathname } = new URL(octokit.request.endpoint(options).url);
    const repository = CREATES.exec(pathname)?.[1];
    if (repository !== undefined) await budget.take(repository.toLowerCase());
  });
}
