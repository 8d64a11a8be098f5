import { describe, expect, it } from 'vitest';
import { checkConfigPullRequest } from '../../src/review/index.ts';
import { fakeContents } from './fake-contents.ts';
import { fakeGitHub } from './fake-github.ts';

const FILE = '.github/sallyport.yml';

const SHARED: Record<string, string> = {
  'acme/policy': 'accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]',
};

async function check(head: Record<string, string>, changed = [FILE], own = false) {
  const github = fakeGitHub({ changed });
  await checkConfigPullRequest({
    ...{ github: github.port, contents: fakeContents({ head }).contents, number: 7, checks: ['internet-any'] },
    ...{ owner: 'acme', own, readShared: async (repository) => SHARED[repository] },
  });
  return github.checkRun();
}

describe('checkConfigPullRequest', () => {
  it('is green when the file would be valid', async () => {
    expect(await check({ [FILE]: 'accounts: []' })).toMatchObject({
      ...{ name: 'Sallyport / configuration', conclusion: 'success', title: 'Valid: 0 accounts, 0 code roots' },
    });
  });

  it('is red with an annotation for each error', async () => {
    const run = await check({ [FILE]: 'schedule: often\nchecks:\n  internet-anny: off' });
    expect(run).toMatchObject({ conclusion: 'failure' });
    expect(run?.annotations.map(({ startLine, message }) => [startLine, message])).toEqual([
      [1, expect.stringContaining('every 30 minutes')],
    ]);
    const unknown = await check({ [FILE]: 'checks:\n  internet-anny: off' });
    expect(unknown).toMatchObject({
      title: '1 error',
      annotations: [{ path: FILE, startLine: 2, message: expect.stringContaining("did you mean 'internet-any'?") }],
    });
  });

  it('looks at what the file extends', async () => {
    const own = '_extends: policy:sallyport.yml';
    expect(await check({ [FILE]: own })).toMatchObject({ title: 'Valid: 1 accounts, 0 code roots' });
    expect(await check({ [FILE]: own.replace('policy', 'gone') })).toMatchObject({
      ...{ conclusion: 'failure', annotations: [{ startLine: 1, message: expect.stringContaining('does not exist') }] },
    });
  });

  it('holds a repository’s own file to what such a file may say', async () => {
    expect(await check({ [FILE]: 'accept: { maxDays: 5 }' }, [FILE], true)).toMatchObject({ title: 'Valid' });
    expect(await check({ [FILE]: 'organization: {}' }, [FILE], true)).toMatchObject({ conclusion: 'failure' });
  });

  it('is neutral when the file is removed, and silent when it is not touched', async () => {
    expect(await check({})).toMatchObject({ conclusion: 'neutral', title: 'The configuration is removed' });
    expect(await check({}, ['README.md'])).toBeUndefined();
  });
});
