import { unzipSync } from 'fflate';
import { SallyportError } from '../network/index.ts';
import { calling } from './errors.ts';
import type { Octokit } from './octokit.ts';
import type { Repository } from './repository.ts';

/** A file of a workflow artifact. */
export interface ArtifactFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Id of the workflow run that left it. */
  readonly run: number;
}

/** More than plans need, and less than would hurt. */
const LIMITS = { zipBytes: 50_000_000, fileBytes: 100_000_000, totalBytes: 200_000_000, files: 500 };

/** An artifact that is no ZIP file, or larger than we read. */
export class ArtifactError extends SallyportError {}

/**
 * Files of the newest artifact with a name that a workflow run of exactly this commit left; none when there is none. The
 * commit is GitHub's word, not the artifact's: whoever may upload one cannot make it another's.
 * @param wanted which files to unpack
 * @throws ArtifactError naming the artifact and the limit
 */
export async function artifactFiles(
  octokit: Octokit,
  { owner, repo }: Repository,
  { name, headSha }: { readonly name: string; readonly headSha: string },
  wanted: (path: string) => boolean,
): Promise<readonly ArtifactFile[]> {
  const newest = await newestOf(octokit, { owner, repo }, name, headSha);
  if (!newest) return [];
  const title = `artifact '${name}' (${newest.id}) of ${owner}/${repo}`;
  if (newest.size_in_bytes > LIMITS.zipBytes)
    throw new ArtifactError(`The ${title} has ${newest.size_in_bytes} bytes, more than ${LIMITS.zipBytes}.`);
  const { data } = await calling(`download the ${title}`, () =>
    octokit.rest.actions.downloadArtifact({ owner, repo, artifact_id: newest.id, archive_format: 'zip' }),
  );
  const run = newest.workflow_run?.id ?? 0;
  const files = unpacked(new Uint8Array(data as ArrayBuffer), wanted, title);
  return Object.entries(files).map(([path, bytes]) => ({ path, bytes, run }));
}

/** GitHub lists the newest first, and cannot be asked for those of a commit. */
async function newestOf(octokit: Octokit, { owner, repo }: Repository, name: string, headSha: string) {
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { artifacts } = await calling(`list artifacts '${name}' of ${owner}/${repo}`, async () => {
      const { data } = await octokit.rest.actions.listArtifactsForRepo({ owner, repo, name, per_page: PAGE, page });
      return data;
    });
    const [newest] = artifacts
      .filter((each) => each.name === name && !each.expired && each.workflow_run?.head_sha === headSha)
      .sort((a, b) => b.id - a.id);
    if (newest || artifacts.length < PAGE) return newest;
  }
  return undefined;
}

const PAGE = 100;
const MAX_PAGES = 5;

/** The directory of the archive tells sizes before anything is unpacked. */
function unpacked(zip: Uint8Array, wanted: (path: string) => boolean, title: string): Record<string, Uint8Array> {
  let [total, count] = [0, 0];
  const filter = ({ name: path, originalSize }: { readonly name: string; readonly originalSize: number }) => {
    if (path.endsWith('/') || !wanted(path)) return false;
    total += originalSize;
    if (originalSize > LIMITS.fileBytes || total > LIMITS.totalBytes || ++count > LIMITS.files)
      throw new ArtifactError(`The ${title} holds more than we read: ${path} has ${originalSize} bytes.`);
    return true;
  };
  try {
    return unzipSync(zip, { filter });
  } catch (error) {
    if (error instanceof ArtifactError) throw error;
    throw new ArtifactError(`The ${title} is no ZIP file that can be read.`, { cause: error });
  }
}

/** Whether a workflow run left an artifact with this name. */
export async function hasArtifact(
  octokit: Octokit,
  { owner, repo }: Repository,
  run: number,
  name: string,
): Promise<boolean> {
  const { data } = await calling(`list artifacts of workflow run ${run} in ${owner}/${repo}`, () =>
    octokit.rest.actions.listWorkflowRunArtifacts({ owner, repo, run_id: run, name, per_page: 1 }),
  );
  return data.artifacts.some((each) => each.name === name);
}
