import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCheckout } from '../../src/cli/files.ts';

it('a checkout reads and lists nothing outside of it, whatever links say', () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-'));
  try {
    mkdirSync(join(folder, 'repository/.git'), { recursive: true });
    mkdirSync(join(folder, 'repository/root'));
    mkdirSync(join(folder, 'outside'));
    writeFileSync(join(folder, 'outside/secret.txt'), 'secret');
    writeFileSync(join(folder, 'repository/inside.txt'), 'inside');
    symlinkSync(join(folder, 'outside/secret.txt'), join(folder, 'repository/root/file'));
    symlinkSync(join(folder, 'outside'), join(folder, 'repository/root/folder'));
    symlinkSync('../inside.txt', join(folder, 'repository/root/near'));
    symlinkSync('loop', join(folder, 'repository/root/loop'));
    const { files, root } = openCheckout(join(folder, 'repository/root'));
    expect(root).toBe('root');
    const read = ['root/file', 'root/folder/secret.txt', '../outside/secret.txt', 'root/loop', 'root/near'].map(
      (path) => files.read(path),
    );
    expect(read).toEqual([undefined, undefined, undefined, undefined, 'inside']);
    expect([files.list('root/folder'), files.list('..')]).toEqual([[], []]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each([
  ['a copy beside the code', 'here/base/envs/prod', 'here/envs/prod', 'envs/prod'],
  ['a copy elsewhere', 'there/envs/prod', 'here/envs/prod', 'envs/prod'],
  ['a copy of all of the repository within it', 'here/base', 'here', ''],
  ['another root', 'here/envs/dev', 'here/envs/prod', 'envs/dev'],
  ['the same root', 'here/envs/prod', 'here/envs/prod', 'envs/prod'],
  ['a copy with nothing to go by', 'there/envs/prod', 'here', ''],
])('files of %s go by the paths they have in the repository', (_what, directory, other, root) => {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-'));
  try {
    for (const path of ['here/.git', 'here/envs/prod', 'here/envs/dev', 'here/base/envs/prod', 'there/envs/prod'])
      mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, directory, 'main.tf'), '# code');
    const opened = openCheckout(join(folder, directory), join(folder, other));
    expect(opened.root).toBe(root);
    expect(opened.files.read(join(root, 'main.tf'))).toBe('# code');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
