import { structuredPatch } from 'diff';
import type { ObjectStore } from './objects.ts';

export interface ChangedFile {
  readonly filename: string;
  readonly previousFilename?: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  /** The blob after the change, or before it for a removed file. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** Absent for binary files and for renames that change nothing. */
  readonly patch?: string;
}

/** A line one may comment on: `position` counts the patch's lines below its first hunk header. */
export interface PatchLine {
  readonly side: 'LEFT' | 'RIGHT';
  readonly line: number;
  readonly position: number;
}

type Files = ReadonlyMap<string, string>;

/** What changed between two sets of files, ordered by path. Renames are found by equal content only. */
export function changedFiles(store: ObjectStore, before: Files, after: Files): ChangedFile[] {
  const removed = new Map([...before].filter(([path]) => !after.has(path)));
  const changes: ChangedFile[] = [];
  for (const [path, sha] of after) {
    const old = before.get(path);
    if (old === sha) continue;
    if (old !== undefined) {
      changes.push({ filename: path, status: 'modified', sha, ...counted(store, old, sha) });
      continue;
    }
    const origin = [...removed].find(([, blob]) => blob === sha)?.[0];
    if (origin === undefined) changes.push({ filename: path, status: 'added', sha, ...counted(store, undefined, sha) });
    else {
      removed.delete(origin);
      changes.push({ filename: path, previousFilename: origin, status: 'renamed', sha, additions: 0, deletions: 0 });
    }
  }
  for (const [path, sha] of removed)
    changes.push({ filename: path, status: 'removed', sha, ...counted(store, sha, undefined) });
  return changes.sort((a, b) => (a.filename < b.filename ? -1 : 1));
}

function counted(store: ObjectStore, before: string | undefined, after: string | undefined) {
  const bytes = (sha: string) => store.blobs.get(sha) ?? Buffer.from(`Subproject commit ${sha}\n`);
  const [old, now] = [before, after].map((sha) => (sha === undefined ? Buffer.alloc(0) : bytes(sha)));
  if (old!.includes(0) || now!.includes(0)) return { additions: 0, deletions: 0 };
  const patch = patchOf(old!.toString(), now!.toString());
  const starting = (sign: string) => patch.split('\n').filter((line) => line.startsWith(sign)).length;
  return { additions: starting('+'), deletions: starting('-'), ...(patch === '' ? {} : { patch }) };
}

/** A unified diff as GitHub prints it: hunks only, three lines of context, no trailing newline. */
export function patchOf(before: string, after: string): string {
  return structuredPatch('', '', before, after, '', '', { context: 3 })
    .hunks.map((hunk) => {
      const old = range(hunk.oldStart, hunk.oldLines);
      const now = range(hunk.newStart, hunk.newLines);
      return [`@@ -${old} +${now} @@`, ...hunk.lines].join('\n');
    })
    .join('\n');
}

/** Git writes no count of one, and places an empty range after the line before it. */
function range(start: number, count: number): string {
  if (count === 1) return String(start);
  return `${count === 0 ? start - 1 : start},${count}`;
}

/** Every line a patch shows. A context line can be addressed on either side. */
export function patchLines(patch: string): PatchLine[] {
  const lines: PatchLine[] = [];
  if (patch === '') return lines;
  let [left, right] = [0, 0];
  for (const [position, text] of patch.split('\n').entries()) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text);
    if (header) {
      left = Number(header[1]);
      right = Number(header[2]);
    } else if (text.startsWith('-')) lines.push({ side: 'LEFT', line: left++, position });
    else if (text.startsWith('+')) lines.push({ side: 'RIGHT', line: right++, position });
    else if (!text.startsWith('\\'))
      lines.push({ side: 'LEFT', line: left++, position }, { side: 'RIGHT', line: right++, position });
  }
  return lines;
}

/** Where an unchanged line of `before` is in `after`; undefined when it was edited or removed. */
export function followLine(before: string, after: string, line: number): number | undefined {
  let shift = 0;
  for (const hunk of structuredPatch('', '', before, after, '', '', { context: 0 }).hunks) {
    const first = hunk.oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart;
    if (hunk.oldLines === 0 ? line <= first : line < first) break;
    if (hunk.oldLines > 0 && line < first + hunk.oldLines) return undefined;
    shift += hunk.newLines - hunk.oldLines;
  }
  return line + shift;
}
