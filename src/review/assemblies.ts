import { posix } from 'node:path';
import { readCode } from './code.ts';
import type { RootChange } from './compare.ts';
import { isUnder, liesIn, normalized, parentOf } from './path.ts';
import type { Contents, PlanFile } from './ports.ts';

/** What `cdk synth` wrote in a workflow run. */
interface Assembly {
  /** In the artifact. */
  readonly folder: string;
  readonly files: readonly PlanFile[];
  /** Id of the workflow run. */
  readonly run: number;
}

export interface Artifact {
  readonly plans: readonly PlanFile[];
  readonly assemblies: readonly Assembly[];
}

/** Parts an artifact: a folder with a manifest is a synthesized app, whatever else lies in it; any other JSON is a plan. */
export function partsOf(files: readonly PlanFile[]): Artifact {
  const folders = files
    .filter(({ path }) => posix.basename(path) === 'manifest.json')
    .map(({ path }) => parentOf(path))
    // The stages of an app have manifests of their own, and belong to it.
    .filter((folder, _, all) => !all.some((other) => other !== folder && isUnder(folder, other)));
  const assemblies = folders.map((folder) => {
    const own = files.filter(({ path }) => isUnder(path, folder));
    return { folder, files: own, run: own[0]!.run };
  });
  return { plans: files.filter(({ path }) => !folders.some((folder) => isUnder(path, folder))), assemblies };
}

/** Whether a root is a synthesized app that neither side has committed. */
export function isUnsynthesized({ root, before, after }: RootChange): boolean {
  return isAssembly(root.path) && before.folders.size + after.folders.size === 0;
}

/** By its name: the folder `cdk synth` writes unless told otherwise. */
export function isAssembly(path: string): boolean {
  return posix.basename(normalized(path)) === 'cdk.out';
}

export interface Sides {
  readonly mergeBase: string;
  readonly head: string;
  /** What workflow runs of exactly this commit left; none of a fork's, who writes the workflow too. */
  readonly artifact: (commit: string) => Promise<Artifact>;
  /** No other root could be meant by an assembly that lies in no folder. */
  readonly isAlone: boolean;
  readonly fork: boolean;
}

/**
 * Reads an app that is not committed from what workflow runs synthesized of both sides. Where the head's is missing there is
 * nothing to compare; where the base's is, what is live stands for it.
 */
export async function synthesized(change: RootChange, contents: Contents, sides: Sides): Promise<RootChange> {
  const { root } = change;
  const path = normalized(root.path);
  const problem = (message: string) => [{ resource: root.path, message }];
  if (sides.fork)
    return {
      ...change,
      problems: problem(`it is not committed, and nothing that a fork's workflow made is read`),
    };
  const find = async (commit: string) => {
    const { assemblies } = await sides.artifact(commit);
    const own = assemblies.filter(({ folder }) => liesIn(folder, path));
    if (own.length === 1) return own[0];
    return sides.isAlone && assemblies.length === 1 ? assemblies[0] : undefined;
  };
  const after = await find(sides.head);
  if (!after)
    return {
      ...change,
      problems: problem(
        `it is not committed; it is compared once a workflow run of this commit leaves it in the artifact sallyport-plan`,
      ),
    };
  const before = await find(sides.mergeBase);
  const read = (commit: string, assembly: Assembly) => readCode(withAssembly(contents, path, assembly), commit, root);
  return {
    ...change,
    after: await read(sides.head, after),
    ...(before && { before: await read(sides.mergeBase, before) }),
    ...(!before && {
      problems: problem(
        `no workflow run of the base left it in the artifact sallyport-plan, so it was compared with what is live`,
      ),
    }),
    origin: `of workflow run ${after.run}`,
  };
}

/** The repository as if the assembly were committed in the root's folder. */
function withAssembly(contents: Contents, root: string, { folder, files }: Assembly): Contents {
  const texts = new Map(
    files.map(({ path, bytes }) => [posix.join(root, posix.relative(folder, path)), new TextDecoder().decode(bytes)]),
  );
  return {
    ...contents,
    async files(commit, under) {
      const own = [...texts].filter(([path]) => isUnder(path, under ?? ''));
      return [...(await contents.files(commit, under)), ...own.map(([path, text]) => ({ path, size: text.length }))];
    },
    read: async (commit, path) => texts.get(normalized(path)) ?? contents.read(commit, path),
    prefetch: (commit, paths) =>
      contents.prefetch(
        commit,
        paths.filter((path) => !texts.has(normalized(path))),
      ),
  };
}
