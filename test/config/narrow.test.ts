import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Config, narrow, parseConfig, type RepositoryConfig } from '../../src/config/index.ts';

const ids = ['111111111111', '222222222222', '333333333333'];
const names = ['prod', 'dev', 'test'];
const folders = ['.', 'envs', 'envs/prod', 'envs/production', 'net/'];
const some = <T>(values: readonly T[]) => fc.subarray([...values]);

const organization: fc.Arbitrary<Config> = fc
  .record({
    accounts: some([0, 1, 2]),
    member: fc.boolean(),
    code: fc.array(fc.record({ path: fc.constantFrom(...folders), account: fc.constantFrom(...ids, ...names) })),
    maxDays: fc.integer({ min: 1, max: 365 }),
    maxNewPerScan: fc.integer({ min: 0, max: 100 }),
    failOn: fc.constantFrom('never', 'internet', 'any'),
    comment: fc.constantFrom('never', 'changes', 'always'),
  })
  .map((of): Config => {
    const accounts = of.accounts.map((i) => ({ id: ids[i]!, name: names[i]!, role: 'R', regions: ['us-east-1'] }));
    return {
      accounts,
      ...(of.member && { organization: { managementRole: 'arn', role: 'R', regions: ['us-east-1'] } }),
      code: of.code.map((entry) => ({
        ...entry,
        repo: 'acme/infra',
        region: 'us-east-1',
        varFiles: [],
        workspace: 'default',
      })),
      schedule: 'every hour',
      checks: { 'internet-any': 'off' },
      named: { office: ['198.51.100.0/24'] },
      accept: { maxDays: of.maxDays, team: 'acme/security' },
      zones: {},
      review: {
        ...{ failOn: of.failOn, comment: of.comment, forbid: [{ from: 'internet', to: 'prod' }] },
        ...{ failSeverity: 'high', maxNewExposure: 5, appliedWithinHours: 24 },
      },
      issues: { maxNewPerScan: of.maxNewPerScan, routes: [] },
    };
  });

const own: fc.Arbitrary<RepositoryConfig> = fc.record(
  {
    accounts: some([...ids, ...names, 'unheard-of']),
    code: some(folders),
    accept: fc.record({ maxDays: fc.integer({ min: 1, max: 3650 }) }, { requiredKeys: [] }),
    review: fc.record(
      {
        failOn: fc.constantFrom('never', 'internet', 'any'),
        comment: fc.constantFrom('never', 'changes', 'always'),
        failSeverity: fc.constantFrom('critical', 'high', 'low'),
        maxNewExposure: fc.integer({ min: 0, max: 9 }),
      },
      { requiredKeys: [] },
    ),
    issues: fc.record({ maxNewPerScan: fc.integer({ min: 0, max: 100 }) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const FAIL_ON = ['never', 'internet', 'any'];
const COMMENT = ['never', 'changes', 'always'];

describe('narrow', () => {
  it('never widens', () => {
    fc.assert(
      fc.property(organization, own, (org, repo) => {
        const narrowed = narrow(org, repo);
        const linked = org.accounts.map(({ id }) => id);
        if (org.organization) linked.push(...org.code.map(({ account }) => account));
        for (const { id } of narrowed.accounts) expect(linked).toContain(id);
        expect(org.code).toEqual(expect.arrayContaining(narrowed.code));
        expect([undefined, org.organization]).toContainEqual(narrowed.organization);
        expect(narrowed.accept.maxDays).toBeLessThanOrEqual(org.accept.maxDays);
        expect(narrowed.issues.maxNewPerScan).toBeLessThanOrEqual(org.issues.maxNewPerScan);
        expect(FAIL_ON.indexOf(narrowed.review.failOn)).toBeGreaterThanOrEqual(FAIL_ON.indexOf(org.review.failOn));
        expect(COMMENT.indexOf(narrowed.review.comment)).toBeLessThanOrEqual(COMMENT.indexOf(org.review.comment));
        expect(narrowed.review.failSeverity).toBe(repo.review?.failSeverity === 'low' ? 'low' : 'high');
        expect(narrowed.review.maxNewExposure).toBe(Math.min(5, repo.review?.maxNewExposure ?? 5));
        expect(narrowed.review.forbid).toEqual(org.review.forbid);
        const { checks, named, schedule } = narrowed;
        expect({ checks, named, schedule }).toEqual({ checks: org.checks, named: org.named, schedule: org.schedule });
        expect(narrowed.accept.team).toBe(org.accept.team);
      }),
    );
  });

  it('changes nothing when asked nothing, and nothing more when asked again', () => {
    fc.assert(
      fc.property(organization, own, (org, repo) => {
        expect(narrow(org, {})).toEqual(org);
        expect(narrow(narrow(org, repo), repo)).toEqual(narrow(org, repo));
      }),
    );
  });

  it('keeps a member account the code map names, and believes no other id', () => {
    const parsed = parseConfig(
      `organization: { managementRole: arn:aws:iam::111111111111:role/Org, issues: acme/security }
code: [{ repo: acme/infra, account: "222222222222", region: us-east-1 }]`,
      'sallyport.yml',
    );
    const narrowed = parsed.ok && narrow(parsed.config, { accounts: ['222222222222', '999999999999'] });
    expect(narrowed).toMatchObject({
      accounts: [{ id: '222222222222', role: 'SallyportReadOnly', regions: ['us-east-1'], issues: 'acme/security' }],
      code: [{ account: '222222222222' }],
    });
    expect(narrowed).not.toHaveProperty('organization');
  });

  it.each<[own: RepositoryConfig, paths: string[]]>([
    [{}, ['envs/prod', 'envs/production', 'net']],
    [{ code: ['envs/prod'] }, ['envs/prod']],
    [{ code: ['envs'] }, ['envs/prod', 'envs/production']],
    [{ code: ['.'] }, ['envs/prod', 'envs/production', 'net']],
    [{ code: ['net/'] }, ['net']],
    [{ code: [] }, []],
    [{ accounts: ['dev'] }, ['envs/production', 'net']],
    [{ accounts: ['222222222222'] }, ['envs/production', 'net']],
    [{ accounts: ['unheard-of'] }, []],
  ])('%j leaves %j to review', (repo, paths) => {
    const parsed = parseConfig(
      `accounts:
  - { id: "111111111111", name: prod, regions: [us-east-1] }
  - { id: "222222222222", name: dev, regions: [us-east-1] }
code:
  - { repo: acme/infra, path: envs/prod, account: prod, region: us-east-1 }
  - { repo: acme/infra, path: envs/production, account: dev, region: us-east-1 }
  - { repo: acme/infra, path: net, account: "222222222222", region: us-east-1 }`,
      'sallyport.yml',
    );
    expect(parsed.ok && narrow(parsed.config, repo).code.map(({ path }) => path)).toEqual(paths);
  });
});
