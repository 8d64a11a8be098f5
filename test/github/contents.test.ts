import type nock from 'nock';
import { describe, expect, it } from 'vitest';
import { ContentLimitError, createAllowance, createContents, createTextMemory } from '../../src/github/index.ts';
import { ACME, useGitHub } from './support.ts';

const { octokit, api } = useGitHub();
const GIT = '/repos/acme/infra/git';

const blob = (path: string, sha: string, size = 10, mode = '100644') => ({ path, sha, size, mode, type: 'blob' });
const tree = (path: string, sha: string) => ({ path, sha, mode: '040000', type: 'tree' });

function hasTree(sha: string, entries: object[], { recursive = false, truncated = false } = {}) {
  api.get(`${GIT}/trees/${sha}${recursive ? '?recursive=1' : ''}`).reply(200, { sha, tree: entries, truncated });
}
function hasBlob(sha: string, text: string) {
  api.get(`${GIT}/blobs/${sha}`).reply(200, { sha, encoding: 'base64', content: Buffer.from(text).toString('base64') });
}

/** One question for several texts. */
function hasTexts(texts: Readonly<Record<string, string>>) {
  api.post('/graphql').reply(200, (_uri: string, body: nock.Body) => {
    const { query } = body as { readonly query: string };
    const asked = [...query.matchAll(/(b\d+): object\(oid: "(\w+)"\)/g)];
    const answers = asked.map(([, name, sha]) => [name, { byteSize: texts[sha!]?.length, text: texts[sha!] }]);
    return { data: { repository: Object.fromEntries(answers) } };
  });
}

describe('files', () => {
  it('lists a commit in one request, sorted, without folders and submodules', async () => {
    hasTree(
      'c1',
      [blob('z.tf', 's1'), tree('envs', 't'), blob('envs/a.tf', 's2'), { ...blob('mod', 's3'), type: 'commit' }],
      {
        recursive: true,
      },
    );
    const files = await createContents(octokit, ACME).files('c1');
    expect(files).toEqual([
      { path: 'envs/a.tf', sha: 's2', size: 10 },
      { path: 'z.tf', sha: 's1', size: 10 },
    ]);
  });

  it('walks to a folder and lists only that', async () => {
    hasTree('c1', [tree('envs', 't1'), tree('other', 't9')]);
    hasTree('t1', [tree('prod', 't2')]);
    hasTree('t2', [blob('main.tf', 's1'), blob('sub/x.tf', 's2')], { recursive: true });
    const files = await createContents(octokit, ACME).files('c1', './envs/prod/');
    expect(files.map(({ path }) => path)).toEqual(['envs/prod/main.tf', 'envs/prod/sub/x.tf']);
  });

  it('is empty where there is no such folder or commit', async () => {
    hasTree('c1', [blob('envs', 's1')]);
    api.get(`${GIT}/trees/gone?recursive=1`).reply(404, {});
    const contents = createContents(octokit, ACME);
    expect(await contents.files('c1', 'envs')).toEqual([]);
    expect(await contents.files('gone')).toEqual([]);
  });

  it('asks folder by folder where GitHub cuts the list', async () => {
    hasTree('c1', [blob('a.tf', 's1')], { recursive: true, truncated: true });
    hasTree('c1', [blob('a.tf', 's1'), tree('b', 't1')]);
    hasTree('t1', [blob('x/y.tf', 's2')], { recursive: true });
    const files = await createContents(octokit, ACME).files('c1');
    expect(files.map(({ path }) => path)).toEqual(['a.tf', 'b/x/y.tf']);
  });

  it('lists under symbolic links what they lead to, and reads it', async () => {
    const link = (path: string, sha: string) => blob(path, sha, 20, '120000');
    const entries = [
      blob('shared/common.tf', 's1'),
      blob('modules/web/main.tf', 's2'),
      link('modules/web/near.tf', 'l3'),
      link('envs/prod/common.tf', 'l1'),
      link('envs/prod/modules', 'l2'),
      link('envs/loop', 'l4'),
      link('envs/outside', 'l5'),
    ];
    hasTree('c1', entries, { recursive: true });
    const texts = {
      l3: '../../shared/common.tf',
      l1: '../../shared/common.tf',
      l2: '../../modules',
      l4: '..',
      l5: '/etc',
    };
    hasTexts(texts);
    hasTree('c1', [tree('shared', 't1'), tree('modules', 't2'), tree('envs', 't4')]);
    hasTree('t2', [blob('web/main.tf', 's2'), link('web/near.tf', 'l3')], { recursive: true });
    hasBlob('s1', 'common');
    const contents = createContents(octokit, ACME);
    const files = await contents.files('c1');
    expect(files.flatMap(({ path, real }) => (real === undefined ? [] : [`${path} → ${real}`]))).toEqual([
      'envs/prod/common.tf → shared/common.tf',
      'envs/prod/modules → modules',
      'envs/prod/modules/web/main.tf → modules/web/main.tf',
      'envs/prod/modules/web/near.tf → modules/web/near.tf',
      'modules/web/near.tf → shared/common.tf',
    ]);
    expect(await contents.read('c1', 'envs/prod/modules/web/near.tf')).toBe('common');
  });
});

describe('symbolic links', () => {
  const link = (path: string, sha: string) => blob(path, sha, 20, '120000');

  it('lead on through links to folders, and those within them, but round no circle', async () => {
    const entries = [
      link('a/b', 'l1'),
      link('b/a', 'l2'),
      link('envs/dev/modules', 'l3'),
      link('latest', 'l4'),
      blob('v2/web/main.tf', 's1'),
      link('v2/web/parts', 'l5'),
      blob('parts/one.tf', 's2'),
    ];
    hasTree('c1', entries, { recursive: true });
    hasTexts({ l1: '../b', l2: '../a', l3: '../../latest', l4: 'v2', l5: '../../parts' });
    hasTree('c1', [tree('a', 'ta'), tree('b', 'tb'), link('latest', 'l4'), tree('v2', 'tv'), tree('parts', 'tp')]);
    hasTree('ta', [link('b', 'l1')], { recursive: true });
    hasTree('tb', [link('a', 'l2')], { recursive: true });
    hasTree('tv', [blob('web/main.tf', 's1'), link('web/parts', 'l5')], { recursive: true });
    hasTree('tp', [blob('one.tf', 's2')], { recursive: true });
    hasBlob('s2', 'one');
    const contents = createContents(octokit, ACME);
    const files = await contents.files('c1');
    expect(files.flatMap(({ path, real }) => (real === undefined ? [] : [`${path} → ${real}`]))).toMatchInlineSnapshot(`
      [
        "a/b → b",
        "a/b/a → b/a",
        "b/a → a",
        "b/a/b → a/b",
        "envs/dev/modules → latest",
        "envs/dev/modules/web/main.tf → v2/web/main.tf",
        "envs/dev/modules/web/parts → v2/web/parts",
        "envs/dev/modules/web/parts/one.tf → parts/one.tf",
        "latest → v2",
        "latest/web/main.tf → v2/web/main.tf",
        "latest/web/parts → v2/web/parts",
        "latest/web/parts/one.tf → parts/one.tf",
        "v2/web/parts → parts",
        "v2/web/parts/one.tf → parts/one.tf",
      ]
    `);
    expect(await contents.read('c1', 'envs/dev/modules/web/parts/one.tf')).toBe('one');
  });

  it('are followed on the way to a folder that is listed alone', async () => {
    hasTree('c1', [link('latest', 'l1'), tree('v2', 't1')]);
    hasBlob('l1', 'v2');
    hasTree('t1', [tree('web', 't2'), blob('common.tf', 's2')]);
    hasTree('t2', [blob('main.tf', 's1'), link('near.tf', 'l2')], { recursive: true });
    hasBlob('l2', '../common.tf');
    hasBlob('s2', 'common');
    const contents = createContents(octokit, ACME);
    expect((await contents.files('c1', 'latest/web')).map(({ path, real }) => `${path} → ${real}`)).toEqual([
      'latest/web/main.tf → v2/web/main.tf',
      'latest/web/near.tf → v2/web/near.tf',
    ]);
    expect(await contents.read('c1', 'latest/web/near.tf')).toBe('common');
  });
});

describe('read', () => {
  it('fetches equal content once, whatever the commit and path', async () => {
    hasTree('c1', [blob('a.tf', 's1'), blob('b.tf', 's1')], { recursive: true });
    hasTree('c2', [blob('a.tf', 's1')], { recursive: true });
    hasBlob('s1', 'größe = 1');
    const contents = createContents(octokit, ACME);
    await contents.files('c1');
    await contents.files('c2');
    const texts = await Promise.all([
      contents.read('c1', 'a.tf'),
      contents.read('c1', 'b.tf'),
      contents.read('c2', './a.tf'),
    ]);
    expect(texts).toEqual(['größe = 1', 'größe = 1', 'größe = 1']);
  });

  it('finds an unlisted file through its folders, and says undefined for what is not there', async () => {
    hasTree('c1', [tree('envs', 't1')]);
    hasTree('t1', [blob('a.tf', 's1')]);
    hasBlob('s1', 'x');
    const contents = createContents(octokit, ACME);
    expect(await contents.read('c1', 'envs/a.tf')).toBe('x');
    expect(await contents.read('c1', 'envs/b.tf')).toBeUndefined();
    expect(await contents.read('c1', 'envs')).toBeUndefined();
    expect(await contents.read('c1', '../envs/a.tf')).toBeUndefined();
  });

  it('follows symbolic links inside the repository only', async () => {
    const link = (path: string, sha: string) => blob(path, sha, 10, '120000');
    hasTree(
      'c1',
      [link('e/l.tf', 's1'), link('out', 's2'), link('abs', 's3'), link('loop', 's4'), blob('real.tf', 's5')],
      {
        recursive: true,
      },
    );
    hasTexts({ s1: '../real.tf', s2: '../../etc/passwd', s3: '/etc/passwd', s4: 'loop' });
    hasTree('c1', [tree('e', 't1'), link('loop', 's4'), blob('real.tf', 's5')]);
    hasBlob('s5', 'x');
    const contents = createContents(octokit, ACME);
    await contents.files('c1');
    const read = (path: string) => contents.read('c1', path);
    expect(await Promise.all(['e/l.tf', 'out', 'abs', 'loop'].map(read))).toEqual([
      'x',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['a large file', { fileBytes: 9 }, 'a.tf in acme/infra has 10 bytes, more than 9'],
    ['too many bytes', { totalBytes: 15 }, 'b.tf in acme/infra would make more than 15 bytes'],
    ['too many files', { files: 1 }, 'b.tf in acme/infra is one file more than the 1'],
  ])('refuses %s by name', async (_what, limit, message) => {
    hasTree('c1', [blob('a.tf', 's1'), blob('b.tf', 's2')], { recursive: true });
    if (!('fileBytes' in limit)) hasBlob('s1', '0123456789');
    const limits = { files: 10, fileBytes: 100, totalBytes: 100, folders: 1, ...limit };
    const contents = createContents(octokit, ACME, { allowance: createAllowance(limits) });
    await contents.files('c1');
    const reading = (async () => {
      await contents.read('c1', 'a.tf');
      await contents.read('c1', 'b.tf');
    })();
    await expect(reading).rejects.toBeInstanceOf(ContentLimitError);
    await expect(reading).rejects.toThrow(message);
  });
});

describe('prefetch', () => {
  const answers = (repository: object) =>
    api.post('/graphql', ({ variables }) => variables.repo === 'infra').reply(200, { data: { repository } });
  const listing = ['a.tf', 'b.tf', 'c.tf'].map((path, at) => blob(path, `s${at}`, 5));

  it('has many files in one request; what that cuts is read by itself', async () => {
    hasTree('c1', listing, { recursive: true });
    answers({ b0: { byteSize: 5, text: 'größe'.slice(0, 4) }, b1: { byteSize: 900_000, text: 'cut' }, b2: null });
    hasBlob('s0', 'große');
    hasBlob('s1', 'whole');
    const contents = createContents(octokit, ACME);
    const paths = (await contents.files('c1')).map(({ path }) => path);
    await contents.prefetch('c1', [...paths, 'missing.tf', 'a.tf']);
    expect(await contents.read('c1', 'b.tf')).toBe('whole');
    expect(await contents.read('c1', 'a.tf')).toBe('große');
  });

  it('leaves to one by one what GraphQL refuses', async () => {
    hasTree('c1', listing, { recursive: true });
    api
      .post('/graphql')
      .reply(200, { data: null, errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible' }] });
    hasBlob('s0', 'text0');
    const contents = createContents(octokit, ACME);
    await contents.files('c1');
    await contents.prefetch('c1', ['a.tf', 'b.tf']);
    expect(await contents.read('c1', 'a.tf')).toBe('text0');
  });

  it('asks for nothing that any review of the repository has read', async () => {
    const memory = createTextMemory();
    hasTree('c1', listing, { recursive: true });
    answers(Object.fromEntries(listing.map((_, at) => [`b${at}`, { byteSize: 5, text: `text${at}` }])));
    const first = createContents(octokit, ACME, { memory });
    await first.files('c1');
    await first.prefetch('c1', ['a.tf', 'b.tf', 'c.tf']);
    hasTree('c2', listing, { recursive: true });
    const second = createContents(octokit, ACME, { memory });
    await second.files('c2');
    await second.prefetch('c2', ['a.tf', 'b.tf', 'c.tf']);
    expect(await second.read('c2', 'c.tf')).toBe('text2');
  });
});

it('a memory of texts forgets the longest unused', () => {
  const memory = createTextMemory(10);
  memory.set('a', '12345');
  memory.set('b', '12345');
  memory.get('a');
  memory.set('c', '12345');
  expect(['a', 'b', 'c'].map((key) => memory.get(key) !== undefined)).toEqual([true, false, true]);
});
