import { join, normalize, posix } from 'node:path';

export interface Entry {
  /** In the repository. */
  readonly path: string;
  readonly title: string;
  /** Pages that this one lists: a check each, a decision each. */
  readonly below: readonly Entry[];
}

export interface Section {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** Pages that list others of their folder. */
const LISTS = ['docs/checks/index.md', 'docs/decisions/README.md'];

/** The lists of the home page, under their headings, are the way through the documentation. */
export function navigation(read: (path: string) => string, home: string): readonly Section[] {
  return read(home)
    .split(/^## /m)
    .slice(1)
    .map((text) => ({
      title: text.slice(0, text.indexOf('\n')),
      entries: [...text.matchAll(/^- \[([^\]]+)\]\(([^)#]+\.md)\)/gm)].map(([, title, target]) => {
        const path = normalize(join(posix.dirname(home), target!));
        return { path, title: title!, below: LISTS.includes(path) ? listed(read, path) : [] };
      }),
    }));
}

/** Pages of the same folder that a page links to, each once, in its order. */
function listed(read: (path: string) => string, page: string): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const [, target] of read(page).matchAll(/\]\(([\w-]+\.md)\)/g)) {
    const path = join(posix.dirname(page), target!);
    const title = /^# (.*)$/m.exec(read(path))?.[1] ?? target!;
    entries.set(path, { path, title, below: [] });
  }
  return [...entries.values()];
}
