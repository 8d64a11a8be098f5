import type { Issues } from './ports.ts';

const MARKER = '<!-- sallyport:v1 public -->';

const NOTICE = {
  title: 'Sallyport writes no findings here: this repository is public',
  body: [
    MARKER,
    'The configuration of this organisation names this repository for findings. What they say is for nobody outside the ' +
      'organisation, and anyone can read here, so nothing is written: no issues, no names, no numbers.',
    '',
    'To be told of findings, make this repository private, or name a private one under `issues` in the configuration. ' +
      'This notice is written once; close it as you like.',
  ].join('\n'),
  labels: ['sallyport'],
};

/** Says once in a public repository why nothing is said there. It names no account and no finding. */
export async function noticePublic(issues: Issues): Promise<void> {
  if (!(await issues.list()).some(({ body }) => body.startsWith(MARKER))) await issues.create(NOTICE);
}

/** The notice has served once the repository is private. */
export async function withdrawNotice(issues: Issues): Promise<void> {
  for (const { number, body, state } of await issues.list())
    if (state === 'open' && body.startsWith(MARKER))
      await issues.update(number, { state: 'closed', stateReason: 'completed' });
}
