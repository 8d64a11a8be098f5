import nock from 'nock';
import { afterEach, beforeEach, expect } from 'vitest';
import { octokitClass } from '../../src/github/index.ts';

/** A client whose requests the test must declare, each once; anything else fails the test. */
export function useGitHub() {
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    const left = nock.pendingMocks();
    nock.cleanAll();
    nock.enableNetConnect();
    expect(left).toEqual([]);
  });
  const Octokit = octokitClass({ throttle: false, retry: false });
  return { octokit: new Octokit({ auth: { token: 'test' } }), api: nock('https://api.github.com') };
}

export const BOT = { login: 'sallyport[bot]', type: 'Bot' };
export const PERSON = { login: 'octocat', type: 'User' };
export const ACME = { owner: 'acme', repo: 'infra', appSlug: 'sallyport' };
