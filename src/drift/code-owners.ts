/** Where GitHub looks for the file, the first one it finds. */
export const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/**
 * Who owns a file, as its repository's CODEOWNERS says: the last pattern that matches, which may name nobody
 * (https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners).
 * @param text of CODEOWNERS
 * @param path from the repository's root
 */
export function ownersOf(text: string, path: string): readonly string[] {
  let owners: readonly string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [pattern, ...named] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/(?<!\\)\s+/);
    // What .gitignore knows and CODEOWNERS does not: negations and character ranges.
    if (!pattern || pattern.startsWith('!') || pattern.includes('[')) continue;
    if (matcher(pattern.replaceAll('\\ ', ' ')).test(path)) owners = named;
  }
  return owners;
}

function matcher(pattern: string): RegExp {
  const isFolder = pattern.endsWith('/');
  const body = pattern.replace(/^\//, '').replace(/\/$/, '');
  // A slash before the end ties a pattern to the root; without one it matches at any depth.
  const start = pattern.startsWith('/') || body.includes('/') ? '^' : '^(?:.*/)?';
  const source = body
    .split(/(\*\*\/|\/\*\*$|\*\*|\*|\?)/)
    .map((part) => WILDCARDS[part] ?? part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('');
  // What names a folder owns all below it; `docs/*` owns only what lies in it directly.
  const end = isFolder ? '/.*$' : /(^|\/)\*$/.test(pattern) && body.includes('/') ? '$' : '(?:/.*)?$';
  return new RegExp(`${start}${source}${end}`);
}

const WILDCARDS: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '/**': '/.*',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};
