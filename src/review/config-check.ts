import { CONFIG_PATH, parseConfig } from '../config/index.ts';
import { text } from '../report/index.ts';
import type { Contents, PullRequests } from './ports.ts';

export interface ConfigCheckRequest {
  readonly github: Pick<PullRequests, 'pullRequest' | 'changedFiles' | 'checkRun'>;
  /** Of the owner's `.github` repository. */
  readonly contents: Pick<Contents, 'read'>;
  readonly number: number;
  /** Ids of all checks there are. */
  readonly checks: readonly string[];
}

const CONFIG_CHECK_NAME = 'Sallyport / configuration';

/** Says on a pull request that touches the configuration whether it would be valid once merged. */
export async function checkConfigPullRequest({ github, contents, number, checks }: ConfigCheckRequest): Promise<void> {
  const { baseSha, headSha, state } = await github.pullRequest(number);
  if (state === 'closed') return;
  const { files } = await github.changedFiles(baseSha, headSha);
  if (!files.some(({ path, previousPath }) => path === CONFIG_PATH || previousPath === CONFIG_PATH)) return;
  const file = await contents.read(headSha, CONFIG_PATH);
  const run = { headSha, name: CONFIG_CHECK_NAME, status: 'completed', pullRequest: number } as const;
  if (file === undefined) {
    const summary =
      'The last valid configuration would stay in force. To stop watching accounts, leave the file and empty it.';
    await github.checkRun({
      ...run,
      conclusion: 'neutral',
      title: 'The configuration is removed',
      summary,
      annotations: [],
    });
    return;
  }
  const parsed = parseConfig(file, CONFIG_PATH, checks);
  if (parsed.ok) {
    const { accounts, code } = parsed.config;
    const title = `Valid: ${accounts.length} accounts, ${code.length} code roots`;
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
