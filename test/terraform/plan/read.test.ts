import { describe, expect, test } from 'vitest';
import { PlanFormatError, readPlan, terraformNetwork } from '../../../src/terraform/index.ts';

const AT = { account: '123456789012', region: 'eu-west-1' };

interface Change {
  readonly address: string;
  readonly before?: object | null;
  readonly after?: object | null;
  readonly unknown?: object;
  readonly sensitive?: object;
  readonly actions?: readonly string[];
  readonly more?: object;
}

function change({
  address,
  before = null,
  after = null,
  unknown = {},
  sensitive = {},
  actions = ['create'],
  more = {},
}: Change): object {
  const [type, rest] = address.split('.').slice(-2) as [string, string];
  const [name, key] = rest.replace(']', '').split('[');
  return {
    address,
    mode: 'managed',
    type,
    name,
    ...(key !== undefined && { index: JSON.parse(key) }),
    change: { actions, before, after, after_unknown: unknown, after_sensitive: sensitive, before_sensitive: false },
    ...more,
  };
}

function plan(changes: readonly Change[], resources: readonly object[] = [], more: object = {}): object {
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {},
    resource_changes: changes.map(change),
    configuration: { root_module: { resources } },
    ...more,
  };
}

const WEB = { id: 'sg-1', name: 'web', vpc_id: 'vpc-1', ingress: [], egress: [] };
const opens = (port: number, cidr = '0.0.0.0/0'): object => ({
  from_port: port,
  to_port: port,
  protocol: 'tcp',
  cidr_blocks: [cidr],
  security_groups: [],
  self: false,
});

describe('what is not a plan', () => {
  test.each([
    ['PK\u0003\u0004', 'binary plan'],
    ['Terraform used the selected providers', 'printed for people'],
    ['{"@level":"info"}\n{"@level":"info"}', 'log of `terraform plan -json`'],
    ['{"version":4,"terraform_version":"1.5.0","lineage":"x"}', 'state file'],
    ['{"format_version":"1.0","values":{}}', 'of a state'],
    ['{"format_version":"2.0","resource_changes":[]}', 'update Sallyport'],
    ['[]', 'no plan'],
    ['{}', 'no plan'],
  ])('%j is refused with advice', (text, advice) => {
    expect(() => readPlan(text)).toThrow(PlanFormatError);
    expect(() => readPlan(text)).toThrow(advice);
  });
});

test.each([
  ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`, 'utf8')],
  ['UTF-16 as PowerShell writes it', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['big-endian UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['UTF-16 read as UTF-8 by somebody else', (text: string) => Buffer.from(text, 'utf16le').toString('utf8')],
])('reads %s', (_, encode) => {
  const text = JSON.stringify(plan([{ address: 'aws_security_group.web', after: WEB }]));
  expect(readPlan(encode(text)).after.map((r) => r.address)).toEqual(['aws_security_group.web']);
});

describe('sides', () => {
  const read = readPlan(
    plan([
      { address: 'aws_security_group.kept', before: WEB, after: WEB, actions: ['no-op'] },
      { address: 'aws_security_group.gone', before: { ...WEB, id: 'sg-2' }, actions: ['delete'] },
      { address: 'aws_security_group.new', after: { name: 'new' }, unknown: { id: true } },
      {
        address: 'aws_security_group.swapped',
        before: { ...WEB, id: 'sg-3' },
        after: { name: 'web' },
        unknown: { id: true },
        actions: ['create', 'delete'],
      },
      { address: 'aws_security_group.let_go', before: { ...WEB, id: 'sg-4' }, actions: ['forget'] },
    ]),
  );
  test('before holds what exists, after what will, and what Terraform only forgets stays', () => {
    expect(read.before.map((r) => r.name)).toEqual(['kept', 'gone', 'swapped', 'let_go']);
    expect(read.after.map((r) => r.name)).toEqual(['kept', 'new', 'swapped', 'let_go']);
  });
  test('a replaced resource keeps its identity, a new one goes by its address', () => {
    const ids = terraformNetwork(read.after, AT).securityGroups.map((g) => g.id);
    expect(ids).toEqual(['sg-1', 'aws_security_group.new', 'sg-3', 'sg-4']);
  });
});

test('a moved resource is one resource on both sides', () => {
  const { before, after } = readPlan(
    plan([
      {
        address: 'aws_security_group.b',
        before: WEB,
        after: WEB,
        actions: ['no-op'],
        more: { previous_address: 'aws_security_group.a' },
      },
    ]),
  );
  expect(before[0]!.importId).toBe('sg-1');
  expect(after[0]).toMatchObject({
    address: 'aws_security_group.b',
    previousAddress: 'aws_security_group.a',
    importId: 'sg-1',
  });
});

describe('references', () => {
  const rule = (unknown: object): Change => ({
    address: 'aws_vpc_security_group_ingress_rule.r',
    after: { ip_protocol: 'tcp', from_port: 22, to_port: 22 },
    unknown,
  });
  const config = (expressions: object): object => ({
    address: 'aws_vpc_security_group_ingress_rule.r',
    type: 'aws_vpc_security_group_ingress_rule',
    name: 'r',
    expressions,
  });
  const group = (name: string): Change => ({
    address: `aws_security_group.${name}`,
    after: { name },
    unknown: { id: true },
  });
  const to = (name: string): object => ({
    references: [`aws_security_group.${name}.id`, `aws_security_group.${name}`],
  });

  test('an unknown that refers to one resource is that resource', () => {
    const { after } = readPlan(
      plan(
        [group('web'), group('db'), rule({ security_group_id: true, referenced_security_group_id: true })],
        [config({ security_group_id: to('db'), referenced_security_group_id: to('web') })],
      ),
    );
    const db = terraformNetwork(after, AT).securityGroups.find((g) => g.id === 'aws_security_group.db')!;
    expect(db.rules).toMatchObject([
      {
        direction: 'ingress',
        service: { protocol: 6, ports: [22, 22] },
        peer: { kind: 'security-group', groupId: 'aws_security_group.web' },
      },
    ]);
  });

  test('one that may be either of two stays unknown, and says between which', () => {
    const either = {
      references: [
        'aws_security_group.web.id',
        'aws_security_group.web',
        'aws_security_group.db.id',
        'aws_security_group.db',
      ],
    };
    const { after } = readPlan(
      plan(
        [group('web'), group('db'), rule({ security_group_id: true, referenced_security_group_id: true })],
        [config({ security_group_id: to('db'), referenced_security_group_id: either })],
      ),
    );
    const [peer] = terraformNetwork(after, AT).securityGroups[1]!.rules.map((r) => r.peer);
    expect(peer).toMatchObject({
      kind: 'unknown',
      unknown: expect.stringContaining('any of aws_security_group.web, aws_security_group.db'),
    });
  });

  test('they are followed through module inputs and outputs', () => {
    const module = (source: string, expressions: object, body: object): object => ({
      source,
      expressions,
      module: body,
    });
    const { after } = readPlan(
      plan(
        [
          { address: 'module.net.aws_security_group.web', after: { name: 'web' }, unknown: { id: true } },
          {
            address: 'module.app.aws_vpc_security_group_ingress_rule.r',
            after: { ip_protocol: '-1', cidr_ipv4: '10.0.0.0/8' },
            unknown: { security_group_id: true },
          },
        ],
        [],
        {
          configuration: {
            root_module: {
              module_calls: {
                net: module(
                  './net',
                  {},
                  {
                    outputs: { id: { expression: to('web') } },
                    resources: [
                      { address: 'aws_security_group.web', type: 'aws_security_group', name: 'web', expressions: {} },
                    ],
                  },
                ),
                app: module(
                  './app',
                  { group: { references: ['module.net.id', 'module.net'] } },
                  {
                    resources: [config({ security_group_id: { references: ['var.group'] } })],
                  },
                ),
              },
            },
          },
        },
      ),
    );
    const network = terraformNetwork(after, AT);
    expect(network.problems).toEqual([]);
    expect(network.securityGroups).toMatchObject([
      { id: 'module.net.aws_security_group.web', rules: [{ peer: { cidr: '10.0.0.0/8' } }] },
    ]);
  });

  test('a local is not in a plan: the rule stays, in a group that says so', () => {
    const { after } = readPlan(
      plan(
        [
          group('web'),
          group('db'),
          {
            ...rule({ security_group_id: true }),
            after: { ip_protocol: 'tcp', from_port: 22, to_port: 22, cidr_ipv4: '0.0.0.0/0' },
          },
        ],
        [config({ security_group_id: { references: ['local.group'] } })],
      ),
    );
    const network = terraformNetwork(after, AT);
    expect(network.securityGroups.at(-1)).toMatchObject({
      id: 'aws_vpc_security_group_ingress_rule.r.security_group_id',
      rules: [{ peer: { cidr: '0.0.0.0/0' } }],
    });
    expect(network.problems[0]!.message).toContain('local.group is not in the plan file');
  });
});

describe('an existing group lists rules of separate resources too', () => {
  const standalone = (port: number, actions: readonly string[]): Change => {
    const values = {
      id: `sgr-${port}`,
      security_group_id: 'sg-1',
      ip_protocol: 'tcp',
      from_port: port,
      to_port: port,
      cidr_ipv4: '0.0.0.0/0',
    };
    const isGone = actions[0] === 'delete';
    return {
      address: `aws_vpc_security_group_ingress_rule.p[${port}]`,
      before: values,
      after: isGone ? null : values,
      actions,
    };
  };
  const computed = { ...WEB, ingress: [opens(80), opens(443), opens(25, '10.0.0.0/8')] };
  const { before, after } = readPlan(
    plan([
      { address: 'aws_security_group.web', before: computed, after: computed, actions: ['no-op'] },
      standalone(80, ['no-op']),
      standalone(443, ['delete']),
    ]),
  );
  const ports = (resources: typeof before): unknown[] =>
    terraformNetwork(resources, AT).securityGroups[0]!.rules.map((r) =>
      'ports' in r.service ? r.service.ports[0] : r.service,
    );

  test('each counts once', () => expect(ports(before)).toEqual([25, 80, 443]));
  test('a deleted one is gone', () => expect(ports(after)).toEqual([25, 80]));
});

test('sensitive values decide, and are marked', () => {
  const { after } = readPlan(
    plan([
      {
        address: 'aws_security_group.web',
        after: { ...WEB, description: 'secret', ingress: [opens(22, '203.0.113.7/32')] },
        sensitive: { description: true, ingress: [{ cidr_blocks: [true] }] },
      },
    ]),
  );
  const [group] = terraformNetwork(after, AT).securityGroups;
  expect(group).not.toHaveProperty('description');
  expect(group!.rules[0]).toMatchObject({ peer: { cidr: '203.0.113.7/32' }, origin: { sensitive: true } });
});

test('data sources stand on both sides', () => {
  const read = readPlan(
    plan([], [], {
      prior_state: {
        values: {
          root_module: {
            resources: [
              {
                address: 'data.aws_vpc.main',
                mode: 'data',
                type: 'aws_vpc',
                name: 'main',
                values: { id: 'vpc-1', cidr_block: '10.0.0.0/16' },
              },
            ],
          },
        },
      },
    }),
  );
  expect(terraformNetwork(read.before, AT).vpcs).toMatchObject([{ id: 'vpc-1', ipv4Cidrs: ['10.0.0.0/16'] }]);
  expect(read.after).toEqual(read.before);
});

test('code beside the plan gives places, and values the plan leaves unknown', () => {
  const at = { file: 'main.tf', line: 7 };
  const { after } = readPlan(
    plan(
      [
        { address: 'aws_security_group.web', after: { name: 'web' }, unknown: { id: true } },
        {
          address: 'aws_security_group_rule.r',
          after: { type: 'ingress', protocol: 'tcp', from_port: 1, to_port: 2, cidr_blocks: ['10.0.0.0/8'] },
          unknown: { security_group_id: true },
        },
      ],
      [
        {
          address: 'aws_security_group_rule.r',
          type: 'aws_security_group_rule',
          name: 'r',
          expressions: { security_group_id: { references: ['local.x'] } },
        },
      ],
    ),
    {
      code: [
        {
          ...{ address: 'aws_security_group.web', mode: 'managed', type: 'aws_security_group', name: 'web' },
          values: new Map(),
        },
        {
          address: 'aws_security_group_rule.r',
          mode: 'managed',
          type: 'aws_security_group_rule',
          name: 'r',
          location: { file: 'main.tf', line: 3 },
          values: new Map([
            ['security_group_id', { kind: 'symbol', address: 'aws_security_group.web', attribute: ['id'] }],
            ['cidr_blocks', { kind: 'tuple', items: [{ kind: 'string', value: '10.0.0.0/8', at }] }],
          ]),
        },
      ],
    },
  );
  expect(terraformNetwork(after, AT).securityGroups).toMatchObject([
    { id: 'aws_security_group.web', rules: [{ origin: { location: { line: 3 }, cause: at } }] },
  ]);
});

test('code of another root is not taken for what was planned', () => {
  const read = readPlan(plan([{ address: 'aws_security_group.web', after: { name: 'web' }, unknown: { id: true } }]), {
    code: [],
  });
  expect(read.diagnostics.map(({ message }) => message)).toEqual([
    'the code beside the plan is of something else, and is not read: aws_security_group.web is not in it',
  ]);
});

describe('what a plan alone does not say is assumed where only one thing is likely, and told', () => {
  const made = (address: string, after: object, unknown: object) => ({
    ...change({ address, after, unknown }),
    module_address: address.split('.').slice(0, 2).join('.'),
  });
  const planOf = (call: object, ...changes: object[]) => ({
    ...plan([]),
    resource_changes: changes,
    configuration: { root_module: { module_calls: { m: call } } },
  });
  const configured = (address: string, expressions: object = {}) => {
    const [type, name] = address.split('.');
    return { address, type, name, expressions };
  };

  test('the group a module is given for its rules', () => {
    const rule = configured('aws_security_group_rule.in', { security_group_id: { references: ['local.group'] } });
    const { after, diagnostics } = readPlan(
      planOf(
        {
          expressions: { security_group_id: { references: ['aws_security_group.web.id', 'aws_security_group.web'] } },
          module: { resources: [rule] },
        },
        change({ address: 'aws_security_group.web', after: { name: 'web' }, unknown: { id: true } }),
        made(
          'module.m.aws_security_group_rule.in',
          { type: 'ingress', protocol: 'tcp', from_port: 22, to_port: 22, self: true },
          { security_group_id: true },
        ),
      ),
    );
    expect(terraformNetwork(after, AT).securityGroups[0]?.rules).toHaveLength(1);
    expect(diagnostics[0]?.message).toContain('is taken as what its module is given by that name');
  });

  test("in the registry's VPC module, the table of a subnet's own kind", () => {
    const kinds = ['public', 'private', 'database', 'redshift', 'elasticache', 'intra'];
    const tables = ['aws_route_table.database', 'aws_route_table.private'];
    const association = configured('aws_route_table_association.database', {
      route_table_id: { references: [...tables, 'var.create_database_subnet_route_table'] },
      subnet_id: { references: ['aws_subnet.database'] },
    });
    const resources = kinds.flatMap((kind) => [
      configured(`aws_route_table.${kind}`),
      configured(`aws_subnet.${kind}`),
    ]);
    const { after } = readPlan(
      planOf(
        { module: { resources: [...resources, association] } },
        ...tables.map((table) => made(`module.m.${table}[0]`, { route: [] }, { id: true })),
        made('module.m.aws_subnet.database[0]', { cidr_block: '10.0.0.0/24' }, { id: true }),
        made('module.m.aws_route_table_association.database[0]', {}, { route_table_id: true, subnet_id: true }),
      ),
    );
    const [database] = terraformNetwork(after, AT).routeTables;
    expect(database).toMatchObject({
      id: 'module.m.aws_route_table.database[0]',
      subnetIds: ['module.m.aws_subnet.database[0]'],
    });
  });
});
