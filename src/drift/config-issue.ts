import { CONFIG_PATH, type ConfigError } from '../config/index.ts';
import { code, text } from '../report/index.ts';
import type { Issues } from './ports.ts';

const MARKER = '<!-- sallyport:v1 configuration -->';
const TITLE = 'Sallyport: the configuration cannot be used';

/** Keeps the one issue that says what is wrong with the configuration: open while there are errors, closed after. */
export async function reportConfigErrors(issues: Issues, errors: readonly ConfigError[]): Promise<void> {
  const own = (await issues.list()).filter(({ body }) => body.startsWith(MARKER));
  const issue = own.find(({ state }) => state === 'open') ?? own.at(-1);
  if (errors.length === 0) {
    if (issue?.state !== 'open') return;
    await issues.update(issue.number, { state: 'closed', stateReason: 'completed' });
    await issues.comment(issue.number, 'The configuration is valid again and in force.');
    return;
  }
  const body = bodyOf(errors);
  if (!issue) await issues.create({ title: TITLE, body, labels: ['sallyport'] });
  else if (issue.state === 'closed')
    await issues.update(issue.number, { body, state: 'open', stateReason: 'reopened' });
  else if (issue.body.trimEnd() !== body) await issues.update(issue.number, { body });
}

function bodyOf(errors: readonly ConfigError[]): string {
  const lines = errors
    .slice(0, 50)
    .map(({ line, path, message }) => `- line ${line}${path === '' ? '' : `, ${code(path)}`}: ${text(message)}`);
  const more = errors.length > 50 ? [`- and ${errors.length - 50} more`] : [];
  return [
    MARKER,
    `${code(CONFIG_PATH)} has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}. Until it is put right, the last valid configuration stays in force.`,
    '',
    ...lines,
    ...more,
  ].join('\n');
}
