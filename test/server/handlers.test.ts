import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ALWAYS_SENT, EVENTS } from '../../src/server/events.ts';
import { callsOf, PayloadError } from '../../src/server/handlers.ts';
import { handleDelivery, type UseCases } from '../../src/server/index.ts';

const installation = { id: 11 };
const inRepository = (name: string) => ({
  installation,
  repository: { name, owner: { login: 'acme' }, default_branch: 'main' },
  sender: { login: 'octocat' },
});
const INFRA = { installationId: 11, owner: 'acme', repo: 'infra' };
const CONFIG = { ...INFRA, repo: '.github' };

const calls = (event: string, payload: unknown) => callsOf({ event, payload });

describe('installations', () => {
  const of = (action: string) => ({
    action,
    installation: { ...installation, account: { login: 'acme' } },
    repositories: [{ full_name: 'acme/infra' }],
  });
  it.each([
    ['created', 'created', ['acme/infra'], []],
    ['deleted', 'deleted', [], ['acme/infra']],
    ['suspend', 'suspended', [], []],
    ['unsuspend', 'unsuspended', [], []],
    ['new_permissions_accepted', 'permissions', [], []],
  ])('%s', (action, change, added, removed) => {
    expect(calls('installation', of(action))).toEqual([
      ['installationChanged', { installationId: 11, owner: 'acme', change, added, removed }],
    ]);
  });

  it('gain and lose repositories', () => {
    const payload = {
      ...of('added'),
      repositories_added: [{ full_name: 'acme/net' }],
      repositories_removed: [],
    };
    expect(calls('installation_repositories', payload)).toEqual([
      [
        'installationChanged',
        { installationId: 11, owner: 'acme', change: 'repositories', added: ['acme/net'], removed: [] },
      ],
    ]);
  });
});

describe('a push', () => {
  const file = '.github/sallyport.yml';
  const push = (repo: string, fields: object) => ({ ...inRepository(repo), ref: 'refs/heads/main', ...fields });
  const commits = (...paths: string[]) => [{ added: [], removed: [], modified: paths }];
  const changed = [['configChanged', { installationId: 11, owner: 'acme' }]];
  it.each<[what: string, payload: object, expected: unknown[]]>([
    ['of the configuration', push('.github', { commits: commits('README.md', file) }), changed],
    ['that adds it', push('.github', { commits: [{ added: [file] }] }), changed],
    ['that removes it', push('.github', { commits: [{ removed: [file] }] }), changed],
    ['of something else', push('.github', { commits: commits('README.md') }), []],
    ['that is forced', push('.github', { forced: true, commits: commits('README.md') }), changed],
    ['that lists no commits', push('.github', { commits: [] }), changed],
    ['of too many commits to list', push('.github', { commits: Array(2048).fill({}) }), changed],
    ['to another branch', push('.github', { ref: 'refs/heads/x', commits: commits(file) }), []],
    ['to a tag called main', push('.github', { ref: 'refs/tags/main', commits: commits(file) }), []],
    ['to another repository', push('infra', { commits: commits(file) }), []],
    ['to what the file may extend', push('policy', { commits: commits('teams/sallyport-web.yml') }), changed],
    ['to another repository, forced', push('policy', { forced: true, commits: commits('README.md') }), []],
  ])('%s', (_what, payload, expected) => {
    expect(calls('push', payload)).toEqual(expected);
  });
});

describe('a pull request', () => {
  const of = (action: string, fields: object = {}) => ({ ...inRepository('infra'), action, number: 5, ...fields });
  const reviewed = [['review', { ...INFRA, number: 5 }]];
  it.each<[action: string, payload: object, expected: unknown[]]>([
    ['opened', of('opened'), reviewed],
    ['synchronize', of('synchronize'), reviewed],
    ['reopened', of('reopened'), reviewed],
    ['ready_for_review', of('ready_for_review'), reviewed],
    ['edited: another base', of('edited', { changes: { base: { ref: { from: 'dev' } } } }), reviewed],
    ['edited: title', of('edited', { changes: { title: { from: 'x' } } }), []],
    ['edited: nothing known', of('edited'), []],
    ['closed', of('closed'), []],
    ['labeled', of('labeled'), []],
  ])('%s', (_what, payload, expected) => {
    expect(calls('pull_request', payload)).toEqual(expected);
  });

  it('that may break the configuration is checked for that too', () => {
    const payload = { ...inRepository('.github'), action: 'opened', number: 5 };
    expect(calls('pull_request', payload).map(([useCase]) => useCase)).toEqual(['checkConfigPullRequest', 'review']);
  });
});

describe('a comment', () => {
  const of = (body: string, user: object | null = { login: 'octocat', type: 'User' }, issue: object = {}) => ({
    ...inRepository('infra'),
    action: 'created',
    issue: { number: 5, ...issue },
    comment: { id: 77, body, user },
  });
  const command = (isPullRequest: boolean) => [
    [
      'command',
      {
        ...INFRA,
        number: 5,
        commentId: 77,
        author: 'octocat',
        body: '/sallyport recheck',
        command: { kind: 'recheck' },
        isPullRequest,
      },
    ],
  ];
  it.each<[what: string, payload: object, expected: unknown[]]>([
    ['with a command, on an issue', of('/sallyport recheck'), command(false)],
    ['with a command, on a pull request', of('/sallyport recheck', undefined, { pull_request: {} }), command(true)],
    ['without a command', of('nice'), []],
    ['by a bot', of('/sallyport recheck', { login: 'sallyport[bot]', type: 'Bot' }), []],
    ['by nobody any more', of('/sallyport recheck', null), []],
    ['that was edited', { ...of('/sallyport recheck'), action: 'edited' }, []],
  ])('%s', (_what, payload, expected) => {
    expect(calls('issue_comment', payload)).toEqual(expected);
  });
});

describe('the rest', () => {
  it.each(['closed', 'reopened', 'deleted', 'transferred'])('an issue is %s', (action) => {
    const payload = { ...inRepository('infra'), action, issue: { number: 5 } };
    expect(calls('issues', payload)).toEqual([
      ['issueChanged', { ...INFRA, number: 5, change: action, by: 'octocat' }],
    ]);
  });

  const rerun = (fields: object) => ({ ...inRepository('infra'), action: 'rerequested', ...fields });
  it.each<[what: string, event: string, payload: object, numbers: number[]]>([
    ['check run of a pull request', 'check_run', rerun({ check_run: { pull_requests: [{ number: 5 }] } }), [5]],
    [
      'check run that knows its pull request (a fork lists none)',
      'check_run',
      rerun({ check_run: { external_id: 'pull-request:6', pull_requests: [] } }),
      [6],
    ],
    ['check run of a commit', 'check_run', rerun({ check_run: { external_id: '', pull_requests: [] } }), []],
    [
      'suite of two',
      'check_suite',
      rerun({ check_suite: { head_sha: 'abc', pull_requests: [{ number: 5 }, { number: 6 }] } }),
      [5, 6],
    ],
  ])('re-run of a %s', (_what, event, payload, numbers) => {
    expect(calls(event, payload)).toEqual(numbers.map((number) => ['review', { ...INFRA, number }]));
  });

  it('re-run of all checks of a fork asks whose they were', () => {
    const payload = rerun({ check_suite: { head_sha: 'abc', pull_requests: [] } });
    expect(calls('check_suite', payload)).toEqual([['checksRequested', { ...INFRA, headSha: 'abc' }]]);
  });

  it('a re-run in the configuration repository checks the configuration', () => {
    const payload = { ...rerun({ check_run: { pull_requests: [{ number: 5 }] } }), ...inRepository('.github') };
    expect(calls('check_run', payload)).toEqual([
      ['checkConfigPullRequest', { ...CONFIG, number: 5 }],
      ['review', { ...CONFIG, number: 5 }],
    ]);
  });

  it.each(['star', 'toString', ''])('event %j does nothing', (event) => {
    expect(calls(event, { action: 'created' })).toEqual([]);
  });

  it('a payload that is not the documented one is an error that names the field', () => {
    const broken = () => calls('pull_request', { action: 'opened', installation, repository: { name: 'infra' } });
    expect(broken).toThrow(PayloadError);
    expect(broken).toThrow(/repository\.owner/);
  });
});

describe('handling', () => {
  const payload = { ...inRepository('.github'), action: 'opened', number: 5 };
  const useCases = (made: string[], failing?: string) =>
    new Proxy({} as UseCases, {
      get: (_target, name: string) => () => {
        made.push(name);
        return name === failing ? Promise.reject(new Error('GitHub is down')) : Promise.resolve();
      },
    });

  it('does the calls in order', async () => {
    const made: string[] = [];
    await handleDelivery({ event: 'pull_request', payload }, useCases(made));
    expect(made).toEqual(['checkConfigPullRequest', 'review']);
  });

  it('leaves a failure to the queue', async () => {
    const made: string[] = [];
    const handling = handleDelivery({ event: 'pull_request', payload }, useCases(made, 'checkConfigPullRequest'));
    await expect(handling).rejects.toThrow('GitHub is down');
    expect(made).toEqual(['checkConfigPullRequest']);
  });
});

describe('what a pull request comes to', () => {
  const at = (fields: object) => ({ ...inRepository('infra'), number: 7, action: 'closed', ...fields });
  const run = (pull_requests: object[]) => ({
    ...inRepository('infra'),
    action: 'completed',
    workflow_run: { id: 99, head_sha: 'abc', pull_requests },
  });
  const group = { head_sha: 'abc', base_sha: 'def', head_ref: 'refs/heads/gh-readonly-queue/main/pr-7-def' };
  const queued = { headSha: 'abc', baseSha: 'def', headRef: group.head_ref };
  it.each([
    ['merged', 'pull_request', at({ pull_request: { merged: true } }), [['merged', { ...INFRA, number: 7 }]]],
    ['closed', 'pull_request', at({ pull_request: { merged: false } }), []],
    [
      'queued to merge',
      'merge_group',
      { ...inRepository('infra'), action: 'checks_requested', merge_group: group },
      [['mergeGroup', { ...INFRA, ...queued }]],
    ],
    ['dropped from the queue', 'merge_group', { ...inRepository('infra'), action: 'destroyed' }, []],
    [
      'planned by a workflow',
      'workflow_run',
      run([{ number: 7 }]),
      [['workflowEnded', { ...INFRA, run: 99, headSha: 'abc', pullRequests: [7] }]],
    ],
    ["a fork's workflow", 'workflow_run', run([]), []],
  ])('%s', (_what, event, payload, expected) => {
    expect(calls(event, payload)).toEqual(expected);
  });
});

describe('app.yml', () => {
  const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'));

  it('subscribes to exactly the events that are handled', () => {
    const handled = Object.keys(EVENTS).filter((event) => !ALWAYS_SENT.some((name) => name === event));
    expect([...manifest.default_events].sort()).toEqual(handled.sort());
  });

  it('asks for these permissions and no more', () => {
    expect(manifest.default_permissions).toEqual({
      contents: 'read',
      metadata: 'read',
      issues: 'write',
      pull_requests: 'write',
      checks: 'write',
      actions: 'read',
      merge_queues: 'read',
      members: 'read',
    });
  });
});
