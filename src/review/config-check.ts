import { CONFIG_PATH, parseConfig, parseRepositoryConfig, type ReadShared, readShared } from '../config/index.ts';
import { text } from '../report/index.ts';
import type { Contents, PullRequests } from './ports.ts';

export interface ConfigCheckRequest {
  readonly github: Pick<PullRequests, 'pullRequest' | 'changedFiles' | 'checkRun'>;
  /** Of the owner's `.github` repository, or with `own` of another. */
  readonly contents: Pick<Contents, 'read'>;
  readonly number: number;
  /** Ids of all checks there are. */
  readonly checks: readonly string[];
  readonly owner: string;
  /** Reads what the file extends, in the owner's other repositories. */
  readonly readShared: ReadShared;
  /** A repository's own file, which can only narrow the organisation's. */
  readonly own?: boolean;
}

const CONFIG_CHECK_NAME = 'Sallyport / configuration';

/** Says on a pull request that touches the configuration whether it would be valid once merged. */
export async function checkConfigPullRequest(request: ConfigCheckRequest): Promise<void> {
  const { github, contents, number, own = false } = request;
  const { baseSha, headSha, state } = await github.pullRequest(number);
  if (state === 'closed') return;
  const { files } = await github.changedFiles(baseSha, headSha);
  if (!files.some(({ path, previousPath }) => path === CONFIG_PATH || previousPath === CONFIG_PATH)) return;
  const file = await contents.read(headSha, CONFIG_PATH);
  const run = { headSha, name: CONFIG_CHECK_NAME, status: 'completed', pullRequest: number } as const;
  if (file === undefined) {
    const summary = own
      ? 'The organisation’s configuration would hold here as it is.'
      : 'The last valid configuration would stay in force. To stop watching accounts, leave the file and empty it.';
    await github.checkRun({
      ...run,
      conclusion: 'neutral',
      title: 'The configuration is removed',
      summary,
      annotations: [],
    });
    return;
  }
  const parsed = own ? parseRepositoryConfig(file, CONFIG_PATH) : await parseShared(file, request);
  if (parsed.ok) {
    const { accounts, code } = parsed.config;
    const title = own ? 'Valid' : `Valid: ${accounts?.length} accounts, ${code?.length} code roots`;
    await github.checkRun({ ...run, conclusion: 'success', title, summary: `${title}.`, annotations: [] });
    return;
  }
  const { errors } = parsed;
  const title = errors.length === 1 ? '1 error' : `${errors.length} errors`;
  await github.checkRun({
    ...run,
    conclusion: 'failure',
    title,
    summary: errors
      .slice(0, 100)
      .map(({ line, message }) => `- line ${line}: ${text(message)}`)
      .join('\n'),
    annotations: errors.slice(0, 100).map(({ line, path, message }) => ({
      path: CONFIG_PATH,
      startLine: line,
      endLine: line,
      level: 'failure',
      title: path === '' ? 'Configuration' : path,
      message,
    })),
  });
}

async function parseShared(file: string, { owner, readShared: read, checks }: ConfigCheckRequest) {
  const shared = await readShared(file, owner, read);
  return shared.ok ? parseConfig(file, CONFIG_PATH, checks, shared.base) : shared;
}
