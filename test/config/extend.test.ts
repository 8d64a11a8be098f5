import { describe, expect, it } from 'vitest';
import { flattened, parseConfig, readShared } from '../../src/config/index.ts';

const FILES: Readonly<Record<string, string>> = {
  'acme/policy sallyport.yml':
    'schedule: every hour\nchecks:\n  internet-any: off\n  rules-quota: { dueDays: 3, severity: low }\n',
  'acme/policy teams/sallyport-web.yml': '_extends: policy:sallyport.yml\nchecks: { rules-quota: { dueDays: 9 } }\n',
  'acme/loop sallyport.yml': '_extends: acme/loop:sallyport.yml',
  'acme/broken sallyport.yml': 'checks: [',
  'acme/wrong sallyport.yml': 'schedule: often',
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map((n) => [`acme/deep sallyport${n}.yml`, `_extends: deep:sallyport${n + 1}.yml`]),
  ),
};
const read = async (repository: string, path: string) => FILES[`${repository} ${path}`];

async function parsed(text: string) {
  const shared = await readShared(text, 'acme', read);
  return shared.ok ? parseConfig(text, 'sallyport.yml', undefined, shared.base) : shared;
}

describe('a configuration that extends another', () => {
  it('says what both say, the nearer one where both do', async () => {
    const text = '_extends: acme/policy:teams/sallyport-web.yml\nchecks: { internet-any: { severity: high } }\n';
    const result = await parsed(text);
    expect(result).toMatchObject({
      ok: true,
      config: {
        schedule: 'every hour',
        checks: { 'internet-any': { severity: 'high' }, 'rules-quota': { dueDays: 9, severity: 'low' } },
      },
    });
    const shared = await readShared(text, 'acme', read);
    const whole = parseConfig(flattened(text, shared.ok && shared.base), 'sallyport.yml');
    expect(whole.ok && 'config' in result && { ...whole.config, _extends: result.config._extends }).toEqual(
      'config' in result && result.config,
    );
  });

  it.each([
    ['of another organisation', 'evil/policy:sallyport.yml', 'belongs to another organisation; only files of acme'],
    ['that is not there', 'policy:teams/sallyport.yml', 'does not exist'],
    ['that is not readable', 'broken:sallyport.yml', 'line 1'],
    ['that extends itself', 'loop:sallyport.yml', 'extends itself'],
    ['of an endless line', 'deep:sallyport1.yml', 'more than 5 files'],
    ['whose name says nothing', 'policy:README.md', 'must be written repository:path'],
    ['outside the repository', 'policy:../sallyport.yml', 'must be written repository:path'],
    ['that says what is not valid', 'wrong:sallyport.yml', 'every 30 minutes'],
  ])('is refused, at its line, for one %s', async (_what, reference, message) => {
    const result = await parsed(`accounts: []\n_extends: ${reference}\n`);
    expect(result).toMatchObject({ ok: false, errors: [{ line: 2, message: expect.stringContaining(message) }] });
  });

  it('tells its own mistakes at their own lines', async () => {
    const result = await parsed('_extends: policy:sallyport.yml\nchecks:\n  rules-quota: { dueDays: 0 }\n');
    expect(result).toMatchObject({ ok: false, errors: [{ line: 3, path: 'checks.rules-quota.dueDays' }] });
  });
});
