import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { program } from '../../src/cli/program.ts';

const PAGES = ['.', 'docs', 'docs/development', 'deploy', 'action'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md')
    .map((name) => join(folder, name)),
);

interface Shown {
  readonly page: string;
  /** Lines that a backslash continues are one; without comments. */
  readonly text: string;
}

/** Blocks for a shell. */
const BLOCKS: readonly Shown[] = PAGES.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/^( *)```sh\n([\s\S]*?)^\1```/gm)].map(([, , text]) => ({
    page,
    text: text!.replace(/\\\n\s*/g, '').replace(/ +# .*$/gm, ''),
  })),
);
/** Those, and code in the middle of text. */
const CODE: readonly Shown[] = [
  ...BLOCKS,
  ...PAGES.flatMap((page) =>
    [
      ...readFileSync(page, 'utf8')
        .replace(/^( *)```[\s\S]*?^\1```/gm, '')
        .matchAll(/`([^`]+)`/g),
    ].map(([, text]) => ({ page, text: text! })),
  ),
];

describe('what the pages tell to run', () => {
  const commands = new Map(program().commands.map((command) => [command.name(), command]));
  const calls = CODE.flatMap(({ page, text }) =>
    [...text.matchAll(/(?:^|[\s(])(?<!--namespace )sallyport ([a-z]+)((?: [^|;&)\n#]*)?)/gm)].map(([, name, rest]) => ({
      page,
      name: name!,
      flags: [...rest!.matchAll(/(?<=\s)--[a-z-]+/g)].map(([flag]) => flag),
    })),
  );

  it('sallyport has each command and option', () => {
    expect(calls.length).toBeGreaterThan(30);
    const unknown = calls.filter(({ name, flags }) => {
      const options = commands.get(name)?.options.map(({ long }) => long) ?? [];
      return !commands.has(name) || flags.some((flag) => flag !== '--help' && !options.includes(flag));
    });
    expect(unknown).toEqual([]);
  });

  it('package.json has each script', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: object };
    const named = CODE.flatMap(({ text }) => [...text.matchAll(/npm run (?:--silent )?([\w:]+)/g)]).map(
      ([, name]) => name!,
    );
    expect(new Set(named).size).toBeGreaterThan(8);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('each file of the repository is there', () => {
    const paths = CODE.flatMap(({ page, text }) =>
      [
        ...text.matchAll(
          /(?<![\w./-])(?:file:\/\/)?((?:\.\/)?(?:deploy|schemas|demo|scripts|src|test|docs)\/[\w./-]*\w)/g,
        ),
      ].map(([, path]) => ({ page, path: path! })),
    );
    expect(paths.length).toBeGreaterThan(50);
    expect(paths.filter(({ path }) => !existsSync(path))).toEqual([]);
  });
});

/** Blocks of these alone can be run here; what stands for something of the reader's own cannot. */
const RUNNABLE =
  /^(?:npx sallyport (?:scan|reach|diff|checks|link|demo)|EXTERNAL_ID=\$\(npx sallyport|SERVICE_ARN=|mkdir|cp|\s*#|$)/;
const OWN = /…|123456789012|(?<![\w/])(?:before|snap|plan\.json)\b/;

describe('a block that needs nothing of the reader’s own', () => {
  const runnable = BLOCKS.filter(
    ({ text }) => text.split('\n').every((line) => RUNNABLE.test(line)) && !OWN.test(text),
  );

  it('is on several pages', () => expect(new Set(runnable.map(({ page }) => page)).size).toBeGreaterThan(2));

  it.each(runnable)('$page: $text', { timeout: 240_000 }, async ({ text }) => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-docs-'));
    try {
      for (const name of ['demo', 'deploy']) symlinkSync(join(process.cwd(), name), join(folder, name));
      // 2 says that there is something to tell; anything else that it did not work.
      const npx = `npx() { shift; code=0; "$NODE" "$MAIN" "$@" || code=$?; [ "$code" = 0 ] || [ "$code" = 2 ] || echo "failed: $*" >> failures; }`;
      const script = `set -e\n${npx}\n${text.replaceAll('/tmp/', `${folder}/`)}\n`;
      const env = {
        ...process.env,
        ...{ NODE: process.execPath, MAIN: join(process.cwd(), 'src/cli/main.ts'), SALLYPORT_SECRET: 's'.repeat(32) },
      };
      await promisify(execFile)('bash', ['-c', script], { cwd: folder, env, maxBuffer: 2 ** 26 });
      expect(existsSync(join(folder, 'failures')) ? readFileSync(join(folder, 'failures'), 'utf8') : '').toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
