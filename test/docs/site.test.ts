import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildSite } from '../../scripts/site/build.ts';
import { brokenLinks } from '../../scripts/site/links.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-site-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A repository of these pages, built. */
function built(pages: Readonly<Record<string, string>>): (path: string) => string {
  for (const [path, text] of Object.entries(pages)) {
    mkdirSync(join(folder, 'in', path, '..'), { recursive: true });
    writeFileSync(join(folder, 'in', path), text);
  }
  buildSite(join(folder, 'in'), join(folder, 'out'));
  return (path) => readFileSync(join(folder, 'out', path), 'utf8');
}

it('the documentation is built whole, and every link leads somewhere', () => {
  const out = join(folder, 'out');
  buildSite('.', out);
  expect(brokenLinks(out)).toEqual([]);
  const pages = (path: string, end: string) =>
    readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(end) && !name.startsWith('repository'))
      .map((name) => name.replace(/(?:README)?\.md$/, (whole) => (whole === '.md' ? '.html' : 'index.html')))
      .sort();
  expect(pages(out, '.html')).toEqual(pages('docs', '.md'));
});

describe('a page', () => {
  const HOME = '# Home\n\n## Read\n\n- [One](one.md): first\n- [Outside](../more/README.md)\n';

  it('links to pages as they are on the site, also to those beside docs/', () => {
    const page = built({
      'docs/index.md': HOME,
      'docs/one.md': '# One',
      'more/README.md': '# More\n\n[One](../docs/one.md)',
    });
    expect(page('index.html')).toContain('<a href="one.html">One</a>: first');
    expect(page('index.html')).toContain('<a href="repository/more/index.html">Outside</a>');
    expect(page('repository/more/index.html')).toContain('<p><a href="../../one.html">One</a></p>');
    expect(brokenLinks(join(folder, 'out'))).toEqual([]);
  });

  it('has an anchor for each heading, two of one name apart', () => {
    const one = '# One\n\n## `.github/x.yml` & more\n\n## Again\n\n## Again\n';
    const page = built({ 'docs/index.md': HOME, 'docs/one.md': one, 'more/README.md': '# More' })('one.html');
    for (const id of ['githubxyml--more', 'again', 'again-1']) expect(page).toContain(` id="${id}"`);
  });

  it('is in the search by its parts, without markup', () => {
    const one = '# One\n\n## Part\n\nSome **bold** `code` [link](one.md).\n\n| a | b |\n|---|---|\n| c | d |\n';
    const index = built({ 'docs/index.md': HOME, 'docs/one.md': one, 'more/README.md': '# More' })('search-index.js');
    expect(index).toContain(
      '{"url":"one.html#part","page":"One","heading":"Part","text":"Some bold code link. a b c d"}',
    );
  });

  it.each(['[x](gone.md)', '[x](one.md#gone)', '[x](#gone)', '![x](gone.png)'])('is refused with %s', (link) => {
    built({ 'docs/index.md': HOME, 'docs/one.md': `# One\n\n${link}\n`, 'more/README.md': '# More' });
    expect(brokenLinks(join(folder, 'out'))).toHaveLength(1);
  });
});
