import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export interface BrokenLink {
  readonly page: string;
  readonly target: string;
}

/** Links and pictures of a built site that lead to no file, or to no anchor of a page. Other sites are not asked. */
export function brokenLinks(folder: string): readonly BrokenLink[] {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  const html = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]));
  const anchors = new Map([...html].map(([page, text]) => [page, new Set(valuesOf(text, 'id'))]));
  return [...html].flatMap(([page, text]) =>
    [...valuesOf(text, 'href'), ...valuesOf(text, 'src')]
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : normalize(join(dirname(page), decodeURI(path)));
        const there = existsSync(join(folder, file)) && statSync(join(folder, file)).isFile();
        return !there || (anchor !== undefined && !anchors.get(file)?.has(decodeURI(anchor)));
      })
      .map((target) => ({ page, target })),
  );
}

function valuesOf(html: string, attribute: string): readonly string[] {
  return [...html.matchAll(new RegExp(`<[^>]*\\s${attribute}="([^"]*)"`, 'g'))].map(([, value]) => value!);
}
