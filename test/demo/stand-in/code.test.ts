import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createObjectStore, writeBlob } from '../../../src/demo/stand-in/git/objects.ts';
import { followLine, patchLines, patchOf } from '../../../src/demo/stand-in/git/patch.ts';
import { REPO, refusal, scene } from './scene.ts';

const decode = (base64: string) => Buffer.from(base64, 'base64').toString();

describe('contents', () => {
  test('come as base64, as a directory, or raw', async () => {
    const { octokit } = await scene();
    const { data: file } = await octokit.rest.repos.getContent({ ...REPO, path: 'envs/prod/db.tf' });
    expect(file).toMatchObject({ type: 'file', path: 'envs/prod/db.tf', size: 16, encoding: 'base64' });
    expect(decode((file as { content: string }).content)).toBe('a\nb\nc\nd\ne\nf\ng\nh\n');
    const { data: root } = await octokit.rest.repos.getContent({ ...REPO, path: '' });
    expect(root).toMatchObject([
      { type: 'dir', name: 'envs', path: 'envs' },
      { type: 'file', name: 'main.tf' },
    ]);
    const raw = await octokit.rest.repos.getContent({ ...REPO, path: 'main.tf', mediaType: { format: 'raw' } });
    expect(raw.data).toBe('one\ntwo\nthree\n');
    expect(await refusal(octokit.rest.repos.getContent({ ...REPO, path: 'nope' }))).toMatchObject({ status: 404 });
    expect(await refusal(octokit.rest.repos.getContent({ ...REPO, path: 'main.tf', ref: 'nope' }))).toMatchObject({
      status: 404,
      message: 'No commit found for the ref nope',
    });
  });

  test('are written on top of what the writer saw', async () => {
    const { octokit } = await scene({ permissions: { contents: 'write' } });
    const put = (content: string, sha?: string) =>
      octokit.rest.repos.createOrUpdateFileContents({
        ...REPO,
        path: 'new.tf',
        message: 'm',
        content: Buffer.from(content).toString('base64'),
        ...(sha ? { sha } : {}),
      });
    const { data } = await put('1');
    expect(await refusal(put('2'))).toMatchObject({ status: 422 });
    expect(await refusal(put('2', '0'.repeat(40)))).toMatchObject({ status: 409 });
    expect((await put('2', data.content!.sha!)).status).toBe(200);
  });
});

describe('Git objects', () => {
  test('have the ids Git gives them', async () => {
    const { octokit } = await scene();
    const { data: ref } = await octokit.rest.git.getRef({ ...REPO, ref: 'heads/main' });
    const { data: commit } = await octokit.rest.git.getCommit({ ...REPO, commit_sha: ref.object.sha });
    const { data: tree } = await octokit.rest.git.getTree({ ...REPO, tree_sha: 'main', recursive: '1' });
    expect(tree.sha).toBe(commit.tree.sha);
    // git hash-object, git mktree of the same files
    expect(tree.tree.map(({ path, type, sha }) => `${type} ${path} ${sha}`)).toEqual([
      'tree envs 8b321068c4114d8bd71e966a8e8e3879b0c1721b',
      'tree envs/prod a30f6e29a3a2a60e230a94fe1d876c4efdcc575c',
      'blob envs/prod/db.tf 71ac1b5791204c80666ab1a4f9886b79e982739c',
      'blob main.tf 4cb29ea38f70d7c61b2a3a25b02e3bdf44905402',
    ]);
    const { data: blob } = await octokit.rest.git.getBlob({ ...REPO, file_sha: tree.tree[3]!.sha! });
    expect(decode(blob.content)).toBe('one\ntwo\nthree\n');
  });

  test('a blob id is Git’s for any content', () => {
    expect(writeBlob(createObjectStore(), 'hello\n')).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  });

  test('refs move forward only, unless forced', async () => {
    const { octokit, github } = await scene({ permissions: { contents: 'write' } });
    const { data: main } = await octokit.rest.git.getRef({ ...REPO, ref: 'heads/main' });
    await octokit.rest.git.createRef({ ...REPO, ref: 'refs/heads/feature/x', sha: main.object.sha });
    const next = github.as('alice').commit('acme/infra', { branch: 'feature/x', message: 'm', files: { a: '1' } });
    const move = (sha: string, force = false) =>
      octokit.rest.git.updateRef({ ...REPO, ref: 'heads/feature/x', sha, force });
    expect(await refusal(move(main.object.sha))).toMatchObject({
      status: 422,
      message: 'Update is not a fast forward',
    });
    await move(main.object.sha, true);
    expect((await octokit.rest.repos.getBranch({ ...REPO, branch: 'feature/x' })).data.commit.sha).toBe(
      main.object.sha,
    );
    await move(next);
    await octokit.rest.git.deleteRef({ ...REPO, ref: 'heads/feature/x' });
    expect(await refusal(octokit.rest.git.getRef({ ...REPO, ref: 'heads/feature/x' }))).toMatchObject({ status: 404 });
  });
});

describe('compare', () => {
  test('shows patches since the merge base, and how the sides diverged', async () => {
    const { github, octokit } = await scene();
    const alice = github.as('alice');
    alice.commit('acme/infra', {
      branch: 'feature/x',
      message: 'change',
      files: {
        'main.tf': 'one\n2\nthree\n',
        'new.tf': 'n\n',
        'envs/prod/db.tf': null,
        'moved.tf': 'a\nb\nc\nd\ne\nf\ng\nh\n',
      },
    });
    alice.commit('acme/infra', { message: 'meanwhile', files: { 'other.tf': 'o\n' } });
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({ ...REPO, basehead: 'main...feature/x' });
    expect(data).toMatchObject({ status: 'diverged', ahead_by: 1, behind_by: 1, total_commits: 1 });
    expect(data.merge_base_commit.commit.message).toBe('Initial commit');
    expect(data.commits.map((commit) => commit.commit.message)).toEqual(['change']);
    expect(
      data.files!.map(({ filename, status, patch, previous_filename }) => ({
        filename,
        status,
        patch,
        previous_filename,
      })),
    ).toEqual([
      {
        filename: 'main.tf',
        status: 'modified',
        patch: '@@ -1,3 +1,3 @@\n one\n-two\n+2\n three',
        previous_filename: undefined,
      },
      { filename: 'moved.tf', status: 'renamed', patch: undefined, previous_filename: 'envs/prod/db.tf' },
      { filename: 'new.tf', status: 'added', patch: '@@ -0,0 +1 @@\n+n', previous_filename: undefined },
    ]);
  });

  test('of a merged branch is behind; of the same ref identical', async () => {
    const { github, octokit } = await scene();
    const alice = github.as('alice');
    alice.commit('acme/infra', { branch: 'x', message: 'm', files: { 'main.tf': '' } });
    const number = alice.openPullRequest('acme/infra', { title: 'X', head: 'x' });
    alice.mergePullRequest('acme/infra', number);
    const status = async (basehead: string) =>
      (await octokit.rest.repos.compareCommitsWithBasehead({ ...REPO, basehead })).data.status;
    expect([await status('main...x'), await status('x...main'), await status('x...x')]).toEqual([
      'behind',
      'ahead',
      'identical',
    ]);
    const { data: pull } = await octokit.rest.pulls.get({ ...REPO, pull_number: number });
    expect(pull).toMatchObject({ merged: true, merged_by: { login: 'alice' }, state: 'closed' });
  });
});

describe('patches', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));

  test('are what Git prints', () => {
    const directory = mkdtempSync(join(tmpdir(), 'patches-'));
    const [before, after] = [join(directory, 'before'), join(directory, 'after')];
    try {
      for (const [old, now] of [
        ['', 'a\n'],
        ['a\n', ''],
        ['a\nb\n', 'a\nb'],
        ['1\n2\n3\n4\n5\n6\n7\n8\n9\n', '1\n2\n3\n4\n5\n6\n7\n8\nx\n'],
        ['1\n2\n3\n4\n5\n6\n7\n8\n9\n', 'x\n2\n3\n4\n5\n6\n7\n8\ny\n'],
        ['a\n\nb\n', 'a\nb\n'],
      ] as const) {
        writeFileSync(before, old);
        writeFileSync(after, now);
        const printed = gitDiff(before, after);
        // Git adds the enclosing section behind the second @@; GitHub too. Nothing reads it.
        expect(patchOf(old, now)).toBe(
          printed
            .slice(printed.indexOf('@@'))
            .trimEnd()
            .replace(/^(@@ .*? @@).*$/gm, '$1'),
        );
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('address each shown line by its number in the file', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const patch = patchOf(before, after);
        const shown = patch.split('\n');
        for (const { side, line, position } of patchLines(patch))
          expect((side === 'LEFT' ? before : after).split('\n')[line - 1]).toBe(shown[position]!.slice(1));
      }),
    );
  });

  test('an unchanged line is followed to an equal one; what is not followed was deleted', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const deleted = new Set(patchOf(before, after) === '' ? [] : removedLines(before, after));
        const lines = before.endsWith('\n') || before === '' ? before.split('\n').slice(0, -1) : before.split('\n');
        for (const [index, content] of lines.entries()) {
          const to = followLine(before, after, index + 1);
          if (to === undefined) expect(deleted).toContain(index + 1);
          else expect(after.split('\n')[to - 1]).toBe(content);
        }
      }),
    );
  });
});

function removedLines(before: string, after: string): number[] {
  const patch = patchOf(before, after).split('\n');
  return patchLines(patch.join('\n'))
    .filter((at) => at.side === 'LEFT' && patch[at.position]!.startsWith('-'))
    .map((at) => at.line);
}

/** `git diff` exits with 1 when the files differ. */
function gitDiff(before: string, after: string): string {
  try {
    return execFileSync('git', ['diff', '--no-index', '--no-color', before, after], { encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
