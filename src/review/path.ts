import { posix } from 'node:path';

/** A path in the form the functions here use: no leading `./`, no trailing `/`, empty for the repository's root. */
export function normalized(path: string): string {
  const normal = posix.normalize(path).replace(/\/$/, '');
  return normal === '.' ? '' : normal;
}

/** The folder a file lies in, in that form. */
export function parentOf(path: string): string {
  return normalized(posix.dirname(path));
}

/** @param folder in that form */
export function isUnder(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

/**
 * Whether a folder of an artifact is a folder of the repository: an artifact's folders begin where its files part, so the end of
 * the path decides.
 */
export function liesIn(folder: string, path: string): boolean {
  return folder === path || (folder !== '' && path.endsWith(`/${folder}`));
}
