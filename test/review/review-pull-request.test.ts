import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Config, parseConfig } from '../../src/config/index.ts';
import { SallyportError } from '../../src/network/index.ts';
import type { Diff, DiffRow } from '../../src/reachability/index.ts';
import type { CodeChange, CodeComparison } from '../../src/review/compare.ts';
import { type LiveState, type ReviewRequest, reviewPullRequest } from '../../src/review/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { fakeContents } from './fake-contents.ts';
import { fakeGitHub } from './fake-github.ts';

let store: Store;
let repositories = 0;
let repository: string;

beforeAll(async () => {
  store = await openStore({});
});
afterAll(() => store.close());
beforeEach(() => {
  repository = `acme/infra-${++repositories}`;
});

function config(review = ''): Config {
  const text = `
accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]
code: [{ repo: ${repository}, path: envs/prod, account: prod, region: us-east-1 }]
${review}`;
  const parsed = parseConfig(text, 'sallyport.yml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.config;
}

const OPENED: DiffRow = {
  from: { kind: 'internet', name: 'internet' },
  to: { kind: 'security-group', name: 'web', id: 'sg-0a', interfaceIds: ['eni-1'] },
  services: [{ protocol: 'tcp', ports: [[22, 22]] }],
  because: [{ text: 'tcp 22 from 0.0.0.0/0', file: 'envs/prod/main.tf', line: 3, address: 'aws_security_group.web' }],
  exposure: 'internet',
  potential: false,
};
const NOTHING: Diff = { opened: [], closed: [], unknowns: [] };

const LIVE: LiveState = {
  regions: [
    { account: '123456789012', region: 'us-east-1', takenAt: '2026-01-01T10:00:00.000Z', operations: new Map() },
  ],
  incomplete: 0,
};

function compared(diff: Diff, over: Partial<CodeComparison> = {}): CodeComparison {
  const nothing = { problems: [], quotas: [], breaches: [], suggestions: [], roots: [] };
  return { diff, ...nothing, sources: ['envs/prod: Terraform code'], ...over };
}

type Story = Partial<Omit<ReviewRequest, 'github'>> & {
  readonly github: ReturnType<typeof fakeGitHub>;
  readonly diff?: Diff;
};

function review({ github, diff = NOTHING, ...rest }: Story) {
  const code = { 'envs/prod/main.tf': 'one\ntwo\nthree' };
  const request: ReviewRequest = {
    store,
    contents: fakeContents({ base: code, head: code, newer: code }).contents,
    repository,
    number: 7,
    config: config(),
    visibility: 'private',
    live: async (account, region) => (account === '123456789012' && region === 'us-east-1' ? LIVE : undefined),
    compare: () => compared(diff),
    clock: () => new Date('2026-01-01T11:00:00Z'),
    ...rest,
    github: github.port,
  };
  return reviewPullRequest(request);
}
const changed = ['envs/prod/main.tf'];
const opened = { ...NOTHING, opened: [OPENED] };

describe('a review', () => {
  it('of what opens to the internet comments, points at the line and fails', async () => {
    const github = fakeGitHub({ changed });
    expect(await review({ github, diff: opened })).toBe('failure');
    expect(github.comment()).toContain('1 opened to the internet');
    expect(github.comment()).toContain('the snapshot of 2026-01-01 10:00 UTC (60 min old)');
    expect(github.lines()).toEqual(['envs/prod/main.tf:3 at head']);
    expect(github.history()).toEqual(['head in_progress', 'head failure']);
    expect(github.checkRun()).toMatchObject({ name: 'Sallyport / reachability', pullRequest: 7 });
    expect(github.checkRun()?.annotations).toHaveLength(1);
  });

  it('of what opens inside only comments and succeeds, unless the policy says any', async () => {
    const diff = { ...NOTHING, opened: [{ ...OPENED, exposure: 'internal' as const }] };
    const github = fakeGitHub({ changed });
    expect(await review({ github, diff })).toBe('success');
    expect(github.comment()).toContain('1 opened');
    expect(github.lines()).toEqual([]);
    expect(await review({ github, diff, config: config('review: { failOn: any }') })).toBe('failure');
  });

  it('of a refactor says so in a green check run, without a comment', async () => {
    const github = fakeGitHub({ changed });
    expect(await review({ github })).toBe('success');
    expect(github.comment()).toBeUndefined();
    expect(github.checkRun()?.title).toContain('No reachability change');
  });

  it('brings an earlier comment up to date when the next push takes it back', async () => {
    const github = fakeGitHub({ changed });
    await review({ github, diff: opened });
    github.push('newer');
    expect(await review({ github })).toBe('success');
    expect(github.comment()).toContain('No reachability change');
    expect(github.checkRun('newer')?.conclusion).toBe('success');
  });

  it('of what cannot be decided is neutral', async () => {
    const github = fakeGitHub({ changed });
    expect(await review({ github, diff: { ...NOTHING, unknowns: ['var.cidrs has no value'] } })).toBe('neutral');
    expect(github.comment()).toContain('var.cidrs has no value');
  });

  it('is neutral with the reason when we fail for good, and never green', async () => {
    const github = fakeGitHub({ changed });
    const compare = () => {
      throw new SallyportError('acme/infra has more than 300 folders');
    };
    expect(await review({ github, compare })).toBe('neutral');
    expect(github.checkRun()).toMatchObject({ conclusion: 'neutral', title: 'Could not be compared' });
    expect(github.checkRun()?.summary).toContain('acme/infra has more than 300 folders');
  });

  it('is neutral meanwhile, and tried again, when we fail for a reason that may pass', async () => {
    const github = fakeGitHub({ changed });
    const compare = () => Promise.reject(new Error('secret detail of a lower layer'));
    await expect(review({ github, compare })).rejects.toThrow('secret detail');
    expect(github.checkRun()?.conclusion).toBe('neutral');
    expect(github.checkRun()?.summary).not.toContain('secret detail');
    expect(await review({ github })).toBe('success');
  });

  it('whose head was pushed over meanwhile says nothing', async () => {
    const github = fakeGitHub({ changed });
    const compare = () => {
      github.push('newer');
      return compared(opened);
    };
    expect(await review({ github, compare })).toBe('superseded');
    expect(github.comment()).toBeUndefined();
    expect(github.lines()).toEqual([]);
    expect(github.checkRun('head')?.conclusion).toBe('cancelled');
  });

  it('that a newer run of the same head overtook leaves the word to it', async () => {
    const github = fakeGitHub({ changed });
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const older = review({
      github,
      compare: async () => {
        started.resolve();
        await finish.promise;
        return compared(NOTHING);
      },
    });
    await started.promise;
    expect(await review({ github, diff: opened })).toBe('failure');
    finish.resolve();
    expect(await older).toBe('superseded');
    expect(github.checkRun()?.conclusion).toBe('failure');
    expect(github.comment()).toContain('1 opened to the internet');
  });

  it('in a public repository shows counts and nothing else', async () => {
    const github = fakeGitHub({ changed });
    expect(await review({ github, diff: opened, visibility: 'public' })).toBe('failure');
    expect(github.comment()).toBeUndefined();
    expect(github.lines()).toEqual([]);
    const shown = JSON.stringify(github.checkRun());
    expect(shown).toContain('1 opened to the internet');
    for (const secret of ['web', 'sg-0a', 'tcp', '0.0.0.0/0', 'main.tf', 'prod']) expect(shown).not.toContain(secret);
  });

  it.each([
    [true, 'private', true],
    [true, 'internal', false],
    [false, 'internal', true],
  ] as const)('of a fork (%s) of a %s repository sees the live account: %s', async (fork, visibility, seen) => {
    const changes: CodeChange[] = [];
    const compare = (change: CodeChange) => {
      changes.push(change);
      return compared(opened);
    };
    const github = fakeGitHub({ changed, fork });
    await review({ github, visibility, compare });
    expect(changes.map(({ live }) => live !== undefined)).toEqual([seen]);
    expect(github.comment()?.includes('alone: a fork is shown nothing of the account')).toBe(!seen);
  });

  it('concludes green when no mapped code is touched, and stays away from repositories that are not mapped', async () => {
    const github = fakeGitHub({ changed: ['README.md'] });
    expect(await review({ github })).toBe('success');
    expect(github.history()).toEqual(['head in_progress', 'head success']);
    expect(github.comment()).toBeUndefined();
    const elsewhere = fakeGitHub({ changed });
    expect(await review({ github: elsewhere, repository: 'acme/website' })).toBe('not-mapped');
    expect(elsewhere.history()).toEqual([]);
  });

  it('turns green for the head somebody approved, and only for that', async () => {
    const github = fakeGitHub({ changed });
    await store.reviews.approve(repository, 7, 'head', { by: 'bob', reason: 'bastion' });
    expect(await review({ github, diff: opened })).toBe('success');
    expect(github.comment()).toContain('Approved by `bob`: bastion');
    github.push('newer');
    expect(await review({ github, diff: opened })).toBe('failure');
  });

  it("follows the repository's own file on the base branch, which only narrows", async () => {
    const github = fakeGitHub({ changed });
    const main = { 'envs/prod/main.tf': 'one' };
    const strict = { ...main, '.github/sallyport.yml': 'review: { failOn: any }' };
    const diff = { ...NOTHING, opened: [{ ...OPENED, exposure: 'internal' as const }] };
    const { contents } = fakeContents({ base: strict, head: main });
    expect(await review({ github, diff, contents })).toBe('failure');
    const wide = { ...main, '.github/sallyport.yml': 'review: { failOn: never }' };
    expect(await review({ github, diff: opened, contents: fakeContents({ base: wide, head: wide }).contents })).toBe(
      'failure',
    );
    const bad = { ...main, '.github/sallyport.yml': 'nonsense: true' };
    expect(await review({ github, contents: fakeContents({ base: bad, head: main }).contents })).toBe('neutral');
    expect(github.checkRun()?.summary).toContain("line 1: there is no setting 'nonsense'");
  });

  it('of a closed pull request says nothing', async () => {
    const github = fakeGitHub({ changed });
    github.close();
    expect(await review({ github, diff: opened })).toBe('closed');
    expect(github.history()).toEqual([]);
  });
});
