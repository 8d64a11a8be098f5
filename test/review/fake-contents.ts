import type { Contents } from '../../src/review/ports.ts';

/** A repository by commit: path to text. `reads` counts what was asked for. @param real what symbolic links lead to, by path */
export function fakeContents(
  commits: Readonly<Record<string, Readonly<Record<string, string>>>>,
  real: Readonly<Record<string, string>> = {},
) {
  const reads: string[] = [];
  const at = (commit: string) => commits[commit] ?? {};
  const contents: Contents = {
    files: async (commit, under) =>
      Object.entries(at(commit))
        .filter(([path]) => under === undefined || path.startsWith(`${under}/`))
        .map(([path, text]) => ({ path, size: text.length, ...(real[path] !== undefined && { real: real[path] }) })),
    read: async (commit, path) => {
      reads.push(path);
      return at(commit)[path];
    },
    prefetch: async () => {},
    absence: async () => undefined,
  };
  return { contents, reads };
}
