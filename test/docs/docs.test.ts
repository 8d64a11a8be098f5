import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGES_WITH_REFERENCE, withReference } from '../../scripts/reference.ts';
import { CHECKS } from '../../src/checks/index.ts';
import { program } from '../../src/cli/program.ts';
import { parseConfig, parseRepositoryConfig } from '../../src/config/index.ts';
import { COMMAND_USAGE } from '../../src/server/index.ts';

const PAGES = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...['docs', 'deploy'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  ),
];

const read = (page: string) => readFileSync(page, 'utf8');
const withoutCode = (text: string) => text.replace(/^( *)```[\s\S]*?^\1```/gm, '').replace(/`[^`\n]*`/g, '');

/** GitHub's anchors of a page's headings. */
function anchorsOf(page: string): readonly string[] {
  const headings = read(page)
    .replace(/^( *)```[\s\S]*?^\1```/gm, '')
    .matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, text]) =>
    text!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The fenced blocks of a language. */
function blocksOf(page: string, language: string): readonly string[] {
  const fences = read(page).matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^\\1\`\`\``, 'gm'));
  return [...fences].map(([, , block]) => block!);
}

describe.each(PAGES)('%s', (page) => {
  const links = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);

  it('links to what exists', () => {
    const broken = links
      .filter((target) => !/^(https?:|mailto:)/.test(target))
      .filter((target) => {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : normalize(join(dirname(page), path));
        if (!existsSync(file)) return true;
        return anchor !== undefined && !(statSync(file).isFile() && anchorsOf(file).includes(anchor));
      });
    expect(broken).toEqual([]);
  });

  it('shows JSON that is JSON', () => {
    for (const block of blocksOf(page, 'json')) expect(() => JSON.parse(block), block).not.toThrow();
  });
});

it('every page of the documentation is linked from its index', () => {
  const reached = new Set<string>();
  const visit = (page: string) => {
    if (reached.has(page)) return;
    reached.add(page);
    for (const [, target] of read(page).matchAll(/\]\(([^)#\s]+\.md)(?:#[^)]*)?\)/g)) {
      const next = normalize(join(dirname(page), target!));
      if (existsSync(next)) visit(next);
    }
  };
  visit('docs/index.md');
  expect(PAGES.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
});

describe('configurations shown', () => {
  const ids = CHECKS.map(({ id }) => id);
  const [organization, repository] = blocksOf('docs/configuration.md', 'yaml');

  it.each([
    ['docs/configuration.md', organization!],
    ['docs/install.md', blocksOf('docs/install.md', 'yaml')[0]!],
    ['README.md', blocksOf('README.md', 'yaml')[0]!],
  ])('%s is valid', (page, text) => {
    expect(
      parseConfig(
        text.replace(/^ {3}/gm, (indent) => (page === 'README.md' ? '' : indent)),
        page,
        ids,
      ),
    ).toMatchObject({
      ok: true,
    });
  });

  it('a repository’s own is valid', () => {
    expect(parseRepositoryConfig(repository!, 'docs/configuration.md')).toMatchObject({ ok: true });
  });

  it('every key, check and variable is in the reference', () => {
    const page = read('docs/configuration.md');
    for (const key of [...ids, 'accounts[].id', 'review.failOn', 'SALLYPORT_SECRET'])
      expect(page).toContain(`| \`${key}\` |`);
  });
});

it.each(PAGES_WITH_REFERENCE)('the reference in %s is what scripts/reference.ts writes', (page) => {
  expect(withReference(read(page))).toBe(read(page));
});

it('every command of the command line is described, and every option listed', () => {
  const page = read('docs/command-line.md');
  for (const command of program().commands) {
    expect(page).toMatch(new RegExp(`^\\| \`sallyport ${command.name()}\\b`, 'm'));
    for (const { flags } of command.options) expect(page).toContain(`| \`${flags}\` |`);
  }
});

it('every command is documented', () => {
  const page = read('docs/commands.md');
  expect(Object.keys(COMMAND_USAGE).filter((verb) => !page.includes(`/sallyport ${verb}`))).toEqual([]);
});

describe('what the pages show of the command line', () => {
  const shown = PAGES.flatMap((page) =>
    blocksOf(page, 'console').flatMap((block) => {
      const [, command, output] = /^\$ npx sallyport (.*)\n([\s\S]*)$/.exec(block) ?? [];
      return command === undefined ? [] : [{ page, command, output: output! }];
    }),
  );

  it('is something', () => expect(shown).not.toEqual([]));

  it.each(shown)('$page: $command', ({ command, output }) => {
    const printed = execFileSync(process.execPath, ['src/cli/main.ts', ...command.split(' ')], { encoding: 'utf8' });
    expect(printed.trimEnd()).toBe(output.trimEnd());
  });
});
