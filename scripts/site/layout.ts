import { dirname, posix } from 'node:path';
import type { Entry, Section } from './navigation.ts';
import type { Page } from './page.ts';

interface Parts {
  readonly page: Page;
  /** In the repository, and on the site. */
  readonly path: string;
  readonly place: string;
  readonly sections: readonly Section[];
  /** The link from this page to another. */
  readonly link: (entry: Entry) => string;
}

/** A whole page: the way through the documentation, the text, what it holds, and the pages before and after. */
export function layout({ page, path, place, sections, link }: Parts): string {
  const root = posix.relative(dirname(place), '') || '.';
  const title = page.title === 'Sallyport' ? page.title : `${page.title} · Sallyport`;
  const item = (entry: Entry): string => {
    const here = entry.path === path;
    const anchor = `<a href="${link(entry)}"${here ? ' aria-current="page"' : ''}>${escapeHtml(entry.title)}</a>`;
    const isInside = here || entry.below.some((each) => each.path === path);
    return `<li>${anchor}${isInside && entry.below.length > 0 ? list(entry.below) : ''}</li>`;
  };
  const list = (entries: readonly Entry[]) => `<ul>${entries.map(item).join('')}</ul>`;
  const groups = sections.map((section) => `<h2>${escapeHtml(section.title)}</h2>${list(section.entries)}`);
  const outline = page.headings.filter(({ depth }) => depth === 2);
  const contents =
    outline.length < 2
      ? ''
      : `<aside aria-label="On this page">${outline.map(({ id, text }) => `<a href="#${id}">${escapeHtml(text)}</a>`).join('')}</aside>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${root}/site.css">
<script src="${root}/theme.js"></script>
</head>
<body data-root="${root}">
<header>
<button id="menu" aria-label="Pages" aria-controls="pages">☰</button>
<a class="name" href="${root}/index.html">Sallyport</a>
<div class="search"><input id="search" type="search" placeholder="Search ( / )" aria-label="Search" autocomplete="off"><ol id="results" hidden></ol></div>
<button id="theme" aria-label="Dark or light">◐</button>
</header>
<nav id="pages" aria-label="Pages">${groups.join('')}</nav>
<main>${page.html}${neighbours(sections, path, link)}</main>
${contents}
<script src="${root}/search-index.js" defer></script>
<script src="${root}/site.js" defer></script>
</body>
</html>
`;
}

function neighbours(sections: readonly Section[], path: string, link: Parts['link']): string {
  const order = sections.flatMap(({ entries }) => entries.flatMap((entry) => [entry, ...entry.below]));
  const at = order.findIndex((entry) => entry.path === path);
  if (at < 0) return '';
  const [before, after] = [order[at - 1], order[at + 1]];
  const previous = before ? `<a rel="prev" href="${link(before)}">← ${escapeHtml(before.title)}</a>` : '';
  const next = after ? `<a rel="next" href="${link(after)}">${escapeHtml(after.title)} →</a>` : '';
  return `<footer>${previous}${next}</footer>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
