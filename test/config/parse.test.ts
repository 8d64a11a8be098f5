import { describe, expect, it } from 'vitest';
import { parseConfig, parseRepositoryConfig } from '../../src/config/index.ts';

const FILE = '.github/sallyport.yml';

const DOCUMENTED = `accounts:
  - { id: "123456789012", name: prod, role: SallyportReadOnly, regions: [us-east-1, eu-west-1], issues: acme/infra }
organization: { managementRole: arn:aws:iam::111111111111:role/SallyportOrg, issues: acme/security }   # every member account
code:
  - { repo: acme/infra, path: envs/prod, account: prod, region: us-east-1, varFiles: [prod.tfvars], workspace: prod }
schedule: "every 30 minutes"
checks:
  internet-admin-port: { severity: critical, dueDays: 2 }
  all-traffic-egress: off
named: { office: [198.51.100.0/24], vpn: [10.8.0.0/16] }
accept: { maxDays: 90, team: acme/security }
review: { failOn: internet, comment: changes }
`;

function configOf(text: string) {
  const parsed = parseConfig(text, FILE);
  if (!parsed.ok) throw new Error(parsed.errors.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return parsed.config;
}

function errorsOf(text: string, checks?: readonly string[]) {
  const parsed = parseConfig(text, FILE, checks);
  return parsed.ok
    ? []
    : parsed.errors.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
}

describe('a good file', () => {
  it('is read as documented', () => {
    expect(configOf(DOCUMENTED)).toEqual({
      accounts: [
        {
          id: '123456789012',
          name: 'prod',
          role: 'SallyportReadOnly',
          regions: ['us-east-1', 'eu-west-1'],
          issues: 'acme/infra',
        },
      ],
      organization: {
        managementRole: 'arn:aws:iam::111111111111:role/SallyportOrg',
        role: 'SallyportReadOnly',
        regions: ['us-east-1'],
        issues: 'acme/security',
      },
      code: [
        {
          repo: 'acme/infra',
          path: 'envs/prod',
          account: 'prod',
          region: 'us-east-1',
          varFiles: ['prod.tfvars'],
          workspace: 'prod',
        },
      ],
      schedule: 'every 30 minutes',
      checks: { 'internet-admin-port': { severity: 'critical', dueDays: 2 }, 'all-traffic-egress': 'off' },
      named: { office: ['198.51.100.0/24'], vpn: ['10.8.0.0/16'] },
      zones: {},
      accept: { maxDays: 90, team: 'acme/security' },
      review: { failOn: 'internet', comment: 'changes', forbid: [], appliedWithinHours: 24 },
      issues: { maxNewPerScan: 10, routes: [] },
    });
  });

  it.each(['', '# nothing yet\n', '{}', 'review: {}\nissues: {}\naccept: {}'])(
    'may leave out everything: %j',
    (text) => {
      expect(configOf(text)).toEqual({
        accounts: [],
        code: [],
        schedule: 'every 30 minutes',
        checks: {},
        named: {},
        zones: {},
        accept: { maxDays: 90 },
        review: { failOn: 'internet', comment: 'changes', forbid: [], appliedWithinHours: 24 },
        issues: { maxNewPerScan: 10, routes: [] },
      });
    },
  );

  it.each([
    ['012345678901', '012345678901'],
    ['"012345678901"', '012345678901'],
    ['123456789012', '123456789012'],
    ['000000000000', '000000000000'],
  ])('keeps the zeros of account id %s', (written, id) => {
    const config = configOf(`accounts:
  - { id: ${written}, name: prod, regions: [us-east-1] }
code:
  - { repo: acme/infra, account: ${written}, region: us-east-1 }`);
    expect([config.accounts[0]?.id, config.code[0]?.account]).toEqual([id, id]);
  });

  it('may use anchors', () => {
    const config = configOf(`accounts:
  - { id: "123456789012", name: a, regions: &r [us-east-1] }
  - { id: "123456789013", name: b, regions: *r }`);
    expect(config.accounts[1]?.regions).toEqual(['us-east-1']);
  });

  it('may name a member account by id', () => {
    const config = configOf(`organization: { managementRole: arn:aws:iam::111111111111:role/Org }
code: [{ repo: acme/infra, account: "222222222222", region: us-east-1 }]`);
    expect(config.code[0]?.account).toBe('222222222222');
  });
});

const account = (fields: string) =>
  `accounts:\n  - { id: "123456789012", name: prod, regions: [us-east-1], ${fields} }`;

describe('a bad file says where', () => {
  it.each<[what: string, text: string, errors: string[]]>([
    ['an unknown setting', 'acounts: []', ["1:1 acounts: there is no setting 'acounts'; did you mean 'accounts'?"]],
    [
      'an unknown setting of an account',
      account('rol: x'),
      ["2:61 accounts[0].rol: there is no setting 'rol' here; did you mean 'role'?"],
    ],
    ['nothing alike', 'zzzzzzzz: 1', ["1:1 zzzzzzzz: there is no setting 'zzzzzzzz'"]],
    ['a missing field', 'accounts:\n  - name: prod\n    regions: [us-east-1]', ['2:5 accounts[0].id: is missing']],
    [
      'an id of eleven digits',
      'accounts:\n  - name: prod\n    id: 12345678901\n    regions: [us-east-1]',
      ['3:9 accounts[0].id: must be an AWS account id in quotes, e.g. "123456789012"'],
    ],
    ['a role that is none', account('role: "a b"'), ['2:67 accounts[0].role: must be the name of an IAM role']],
    [
      'a word out of a list',
      'review:\n  failOn: internt',
      ["2:11 review.failOn: must be one of never, internet, any; did you mean 'internet'?"],
    ],
    [
      'a place nobody defined',
      'zones: { dev: { ranges: [10.1.0.0/16] } }\nreview:\n  forbid: [{ from: dev, to: prod }]',
      ["3:29 review.forbid[0].to: 'prod' is no zone, named range or account"],
    ],
    ['an empty zone', 'zones: { dev: {} }', ['1:15 zones.dev: must name accounts, vpcs or ranges']],
    [
      'a CIDR',
      'named:\n  office: [10.0.0.0/8, 10.0.0.0/33]',
      ['2:24 named.office[1]: must be a CIDR or an address, e.g. 198.51.100.0/24'],
    ],
    [
      'a taken name',
      'named: { internet: [10.0.0.0/8] }',
      ["1:10 named.internet: 'internet' already means the whole internet"],
    ],
    [
      'a typing slip inside check settings',
      'checks:\n  internet-any: { severity: hihg, dueDay: 1 }',
      [
        "2:29 checks.internet-any.severity: must be one of critical, high, medium, low, info; did you mean 'high'?",
        "2:35 checks.internet-any.dueDay: there is no setting 'dueDay' here; did you mean 'dueDays'?",
      ],
    ],
    [
      'neither off nor settings',
      'checks:\n  internet-any: on',
      ['2:17 checks.internet-any: must be off, or settings such as { severity: high, dueDays: 7 }'],
    ],
    ['a schedule too often', 'schedule: every 2 minutes', ['1:11 schedule: must lie between 5 minutes and 31 days']],
    [
      'a schedule',
      'schedule: hourly',
      ['1:11 schedule: must read like "every 30 minutes", "every hour" or "every 2 days"'],
    ],
    [
      'a path out of the repository',
      'code:\n  - { repo: a/b, path: ../x, account: "123456789012", region: us-east-1 }\norganization: { managementRole: arn:aws:iam::111111111111:role/Org }',
      ['2:24 code[0].path: must be a path inside the repository, without a leading / and without ..'],
    ],
    [
      'code of no account',
      'code:\n  - { repo: a/b, account: prd, region: us-east-1 }',
      ["2:27 code[0].account: 'prd' is no account under accounts, by name or by id"],
    ],
    [
      'code in a Region that is not read',
      `${account('')}\ncode: [{ repo: a/b, account: prod, region: eu-west-1 }]`,
      ['3:44 code[0].region: prod is read in us-east-1 only; add eu-west-1 there'],
    ],
    [
      'an account twice',
      'accounts:\n  - { id: "123456789012", name: a, regions: [us-east-1] }\n  - { id: "123456789012", name: a, regions: [us-east-1] }',
      [
        '3:11 accounts[1].id: account 123456789012 is listed twice',
        "3:33 accounts[1].name: two accounts are named 'a'",
      ],
    ],
    ['a list for a map', '- accounts', ['1:1 : Invalid input: expected object, received array']],
    ['a key twice', 'issues: {}\nissues: {}', ['2:1 : Map keys must be unique']],
    [
      'a value under an anchor',
      'named:\n  a: &a [10.0.0.0/99]\n  b: *a',
      [
        '2:10 named.a[0]: must be a CIDR or an address, e.g. 198.51.100.0/24',
        '2:10 named.b[0]: must be a CIDR or an address, e.g. 198.51.100.0/24',
      ],
    ],
  ])('%s', (_what, text, errors) => {
    expect(errorsOf(text)).toEqual(errors);
  });

  it('of every syntax error', () => {
    expect(errorsOf('accounts: [\nname: }').length).toBeGreaterThan(0);
    expect(errorsOf('a: b\n\tc: d')[0]).toMatch(/^2:1 /);
  });

  it('of a check that does not exist, when it is told which do', () => {
    const text = 'checks:\n  internet-admin-ports: off\n  internet-any: off';
    expect(errorsOf(text)).toEqual([]);
    expect(errorsOf(text, ['internet-admin-port', 'internet-any'])).toEqual([
      "2:3 checks.internet-admin-ports: there is no check 'internet-admin-ports'; did you mean 'internet-admin-port'?",
    ]);
  });

  it('and an alias bomb is refused rather than expanded', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    expect(errorsOf(lines.join('\n'))[0]).toMatch(/alias/i);
  });
});

describe("a repository's own file", () => {
  it('has no defaults and knows less', () => {
    expect(parseRepositoryConfig('review: { failOn: any }', FILE)).toEqual({
      ok: true,
      config: { review: { failOn: 'any' } },
    });
    expect(parseRepositoryConfig('organization: {}', FILE)).toMatchObject({
      ok: false,
      errors: [{ line: 1, column: 1, path: 'organization' }],
    });
  });
});
