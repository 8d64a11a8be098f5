import { describe, expect, it } from 'vitest';
import { type RepositoryContents, withSubmodules } from '../../src/github/index.ts';

/** A repository at any commit. */
const repository = (
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): RepositoryContents => ({
  head: async () => 'c1',
  files: async (_commit, under = '') =>
    Object.keys(files)
      .filter((path) => under === '' || path.startsWith(`${under}/`))
      .map((path) => ({ path, sha: path, size: 1 })),
  read: async (_commit, path) => files[path],
  prefetch: async () => {},
  gitlink: async (_commit, path) => links[path],
  absence: async () => undefined,
});
const gitmodules = (url: string) => `; of ours\n[submodule "n"]\n\tpath = "lib/n/"\n\turl = ${url}\n\tbranch = main\n`;
const ACME = { owner: 'acme', repo: 'infra' };

/** Opens `acme/infra`, whose `lib/n` is a submodule. */
function opened(url: string, inner: RepositoryContents = repository({ 'a/main.tf': 'code' }), onDefault = url) {
  const asked: string[] = [];
  const contents = withSubmodules(repository({ '.gitmodules': gitmodules(url) }, { 'lib/n': 'c9' }), ACME, {
    host: 'github.com',
    open({ owner, repo }) {
      asked.push(`${owner}/${repo}`);
      return inner;
    },
    gitmodules: async () => gitmodules(onDefault),
  });
  return { contents, asked };
}

describe('the repository of a submodule', () => {
  it.each([
    ['../network.git', 'acme/network'],
    ['../../acme/network', 'acme/network'],
    ['https://github.com/acme/network', 'acme/network'],
    ['https://github.com/Acme/network.git/', 'Acme/network'],
    ['https://x-token:secret@github.com/acme/network.git', 'acme/network'],
    ['git@github.com:acme/network.git', 'acme/network'],
    ['ssh://git@github.com/acme/network.git', 'acme/network'],
  ])('%s is %s', async (url, name) => {
    const { contents, asked } = opened(url);
    expect(await contents.read('c1', './lib/n/a/main.tf')).toBe('code');
    expect(asked).toEqual([name]);
  });

  it.each([
    'https://github.com/other/network.git',
    '../../other/network.git',
    'https://github.com.example.net/acme/network.git',
    'git@example.net:acme/network.git',
    'https://x-token:secret@example.net/acme/network.git',
    'file:///srv/acme/network',
    '/srv/acme/network',
    '../../../acme/network/deep/er',
  ])('%s is not read', async (url) => {
    const { contents, asked } = opened(url);
    expect(await contents.files('c1', 'lib/n')).toEqual([]);
    expect(await contents.absence('c1', 'lib/n/a')).toMatch(/lies outside the repositories of acme/);
    expect(await contents.absence('c1', 'lib/n/a')).not.toContain('secret');
    expect(asked).toEqual([]);
  });

  it('is the one that the default branch names, whatever a commit says', async () => {
    const { contents, asked } = opened('../secrets.git', undefined, '../network.git');
    await contents.read('c1', 'lib/n/a/main.tf');
    expect(asked).toEqual(['acme/network']);
  });
});

describe('a submodule', () => {
  it('has its files in its place, and nothing to say of what is not in it', async () => {
    const { contents, asked } = opened('../network.git');
    expect((await contents.files('c1', 'lib/n/a')).map(({ path }) => path)).toEqual(['lib/n/a/main.tf']);
    expect(await contents.absence('c1', 'lib/n/b')).toBeUndefined();
    expect(await contents.absence('c1', 'lib/other')).toBeUndefined();
    expect(asked).toEqual(['acme/network']);
  });

  it('that the App may not see is named', async () => {
    const { contents } = opened('../network.git', repository({}));
    expect(await contents.absence('c1', 'lib/n')).toBe(
      'the git submodule lib/n (../network.git), of which the App can read no commit c9 in acme/network',
    );
  });

  it('within itself ends somewhere', async () => {
    const { contents } = opened(
      '../network.git',
      repository({ '.gitmodules': gitmodules('./') }, { 'lib/n': 'c9' }),
      './',
    );
    expect(await contents.absence('c1', 'lib/n/'.repeat(6))).toContain('more than 3 submodules deep');
  });
});
