import { expect, it, vi } from 'vitest';
import { ForbiddenError, GitHubError } from '../../src/github/index.ts';
import { whileInstalled } from '../../src/server/wire/while-installed.ts';

const ACTIVE = { id: 7, owner: 'acme', suspended: false };

async function outcome(installations: readonly (typeof ACTIVE)[], error?: Error) {
  const info = vi.fn();
  const parts = { gitHub: { installations: async () => installations }, log: { info } };
  const work = async () => {
    if (error) throw error;
  };
  const result = await whileInstalled(parts as never, 7, work).then(
    () => 'done',
    (reason: Error) => reason.message,
  );
  return [result, ...info.mock.calls.map(([, message]) => message)];
}

it.each([
  ['succeeds', [ACTIVE], undefined, ['done']],
  ['is refused while installed', [ACTIVE], new ForbiddenError('no', 403, undefined), ['no']],
  [
    'is refused when suspended',
    [{ ...ACTIVE, suspended: true }],
    new ForbiddenError('no', 403, undefined),
    ['done', 'left undone: suspended'],
  ],
  ['is refused when uninstalled', [], new ForbiddenError('no', 401, undefined), ['done', 'left undone: uninstalled']],
  ['fails otherwise', [], new GitHubError('down', 502, undefined), ['down']],
  ['fails by our own fault', [], new TypeError('oops'), ['oops']],
])('work that %s', async (_what, installations, error, expected) => {
  expect(await outcome(installations, error)).toEqual(expected);
});
