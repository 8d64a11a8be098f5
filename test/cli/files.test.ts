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
