import { EMPTY_NETWORK } from '../../../src/network/index.ts';
import { egress, estate, group, host, ingress, LIVE } from '../estate.ts';
import { type Cases, on } from './case.ts';

const TEXT = { description: 'what it is for' };
const alone = (...groups: readonly ReturnType<typeof group>[]) => estate({ securityGroups: groups });
const held = (each: ReturnType<typeof group>, kind: 'public' | 'private' = 'private') =>
  estate({ securityGroups: [each], interfaces: [host(kind, [each.id])] });
const RULES = [ingress('tcp/443', '10.0.1.0/24'), ingress('tcp/8443', '10.0.1.0/24')];
const own = { ...ingress('tcp/443', '10.0.1.0/24'), ...TEXT };
const ssh = ingress('tcp/22', '10.0.1.9/32');
const address = host('private', ['sg-b'], { privateIpv4: ['10.0.2.77'] });

const ELSEWHERE = ['the code of module.base is not here'];
const UNRECOGNISED = { kind: 'security-group', groupId: 'aws_security_group.b' } as const;
const NAMELESS = group('aws_security_group.a', [], {
  groupName: 'aws_security_group.a',
  origin: { kind: 'code', address: 'aws_security_group.a' },
});

/** Default and leftover groups, and how groups are made. */
export const groups: Readonly<Record<string, Cases>> = {
  'default-group-open': {
    fails: [on('in use with its rules', held(group('sg-d', [ingress('-1', 'sg-d')], { groupName: 'default' })))],
    passes: [on('closed and unused', alone(group('sg-d', [], { groupName: 'default' })))],
  },
  'unused-group': {
    fails: [on('held by nothing', alone(group('sg-old', RULES)))],
    passes: [
      on('held', held(group('sg-old', RULES))),
      on('named by a launch template of the code', alone(group('sg-old', RULES, { namedBy: 'aws_launch_template.a' }))),
      on(
        'referred to',
        alone(group('sg-old', [ingress('tcp/1', 'sg-b')]), group('sg-b', [ingress('tcp/1', 'sg-old')])),
      ),
    ],
  },
  'launch-wizard-group': {
    fails: [on('made by the console', held(group('sg-w', [ssh], { groupName: 'launch-wizard-4' })))],
    passes: [on('named by a person', held(group('sg-w', [ssh], { groupName: 'wizards' })))],
  },
  'stale-reference': {
    fails: [on('a deleted group', held(group('sg-a', [ingress('tcp/5432', 'sg-gone')])))],
    passes: [
      on('itself', held(group('sg-a', [ingress('tcp/5432', 'sg-a')]))),
      on(
        'a group of an account that is not linked',
        held(
          group('sg-a', [
            ingress('tcp/1', 'sg-far', {
              peer: { kind: 'security-group', groupId: 'sg-far', account: '999999999999' },
            }),
          ]),
        ),
      ),
    ],
  },
  'duplicate-group': {
    fails: [on('the same rules in another order', alone(group('sg-a', RULES), group('sg-b', [...RULES].reverse())))],
    passes: [
      on('one rule more', alone(group('sg-a', RULES), group('sg-b', [...RULES, ssh]))),
      on('another VPC', alone(group('sg-a', RULES), group('sg-b', RULES, { vpcId: 'vpc-2' }))),
    ],
  },
  'redundant-rule': {
    fails: [
      on(
        'a subset of another',
        held(group('sg-a', [ingress('tcp/443', '10.0.0.0/8'), ingress('tcp/443', '10.0.1.0/24')])),
      ),
      on(
        'covered by a group that is always held too',
        estate({
          securityGroups: [group('sg-a', [ingress('tcp/443', '10.0.0.0/8')]), group('sg-b', [own])],
          interfaces: [host('private', ['sg-a', 'sg-b'])],
        }),
      ),
      on(
        'covered by several only together',
        held(
          group('sg-a', [
            ...[ingress('tcp/80-81', '10.0.0.0/8'), ingress('tcp/80', '10.0.0.0/9'), ingress('tcp/80', '10.128.0.0/9')],
            ingress('tcp/81', '10.0.0.0/8'),
          ]),
        ),
      ),
      on(
        'covered by two other groups only together',
        estate({
          securityGroups: [
            group('sg-a', [ingress('tcp/80', '10.0.0.0/8')]),
            group('sg-b', [ingress('tcp/80', '10.0.0.0/9')]),
            group('sg-c', [ingress('tcp/80', '10.128.0.0/9')]),
          ],
          interfaces: [host('private', ['sg-a', 'sg-b', 'sg-c']), host('private', ['sg-b']), host('private', ['sg-c'])],
        }),
      ),
      on(
        'covered by another group on each interface',
        estate({
          securityGroups: [
            group('sg-a', [ingress('tcp/80', '10.0.1.0/24')]),
            group('sg-b', [ingress('tcp/80', '10.0.0.0/8')]),
            group('sg-c', [ingress('tcp/80-90', '10.0.0.0/16')]),
          ],
          interfaces: [host('private', ['sg-a', 'sg-b']), host('private', ['sg-a', 'sg-c'])],
        }),
      ),
      on(
        'within a group that nobody holds',
        estate({ securityGroups: [group('sg-a', [ingress('tcp/443', '::/0'), ingress('tcp/443', '2001:db8::/32')])] }),
      ),
      on(
        'a group whose VPC is let in',
        held(group('sg-a', [ingress('tcp/443', 'sg-a'), ingress('-1', '10.0.0.0/8'), ingress('-1', '::/0')])),
      ),
    ],
    passes: [
      on('neighbours', held(group('sg-a', RULES))),
      on(
        'halves that overlap others',
        held(group('sg-a', [ingress('tcp/80-81', '10.0.0.0/8'), ingress('tcp/81-82', '10.0.0.0/8')])),
      ),
      on(
        'covered for some of its holders only',
        estate({
          securityGroups: [group('sg-a', [ingress('tcp/443', '10.0.0.0/8')]), group('sg-b', [own])],
          interfaces: [host('private', ['sg-a', 'sg-b']), host('private', ['sg-b'])],
        }),
      ),
      on(
        'of two groups that nobody holds',
        estate({ securityGroups: [group('sg-a', [ingress('tcp/443', '10.0.0.0/8')]), group('sg-b', [own])] }),
      ),
      on(
        'a group of which only today’s members are let in',
        held(group('sg-a', [ingress('tcp/443', 'sg-a'), ingress('-1', '10.0.2.0/24'), ingress('-1', '::/0')])),
      ),
    ],
  },
  'group-without-description': {
    fails: [on('what a tool writes', held(group('sg-a', [], { description: 'Managed by Terraform' })))],
    passes: [on('described', held(group('sg-a', [], TEXT)))],
  },
  'rule-without-description': {
    fails: [on('an ingress rule', held(group('sg-a', [ingress('tcp/443', '10.0.1.0/24')])))],
    passes: [
      on('described', held(group('sg-a', [own]))),
      on('the egress rule AWS makes', held(group('sg-a', [egress('-1', '0.0.0.0/0')]))),
    ],
  },
  'group-name-pattern': {
    fails: [on('another name', held(group('sg-a', [], { groupName: 'test' })), { parameters: { pattern: 'prod-.*' } })],
    passes: [
      on('as the pattern says', held(group('sg-a', [], { groupName: 'prod-web' })), {
        parameters: { pattern: 'prod-.*' },
      }),
      on('no pattern', held(group('sg-a', [], { groupName: 'test' }))),
    ],
  },
  'same-group-name': {
    fails: [
      on(
        'in two VPCs',
        alone(group('sg-a', [], { groupName: 'web' }), group('sg-b', [], { groupName: 'web', vpcId: 'vpc-2' })),
      ),
    ],
    passes: [
      on(
        'two names',
        alone(group('sg-a', [], { groupName: 'web' }), group('sg-b', [], { groupName: 'db', vpcId: 'vpc-2' })),
      ),
    ],
  },
  'mixed-ports-group': {
    fails: [on('SSH beside HTTPS', held(group('sg-a', [ssh, ...RULES])))],
    passes: [on('SSH alone', held(group('sg-a', [ssh]))), on('HTTPS alone', held(group('sg-a', RULES)))],
  },
  'address-of-interface': {
    fails: [
      on(
        'the address of a machine with groups of its own',
        estate({
          securityGroups: [group('sg-a', [ingress('tcp/5432', '10.0.2.77/32')]), group('sg-b', [])],
          interfaces: [host('private', ['sg-a']), address],
        }),
      ),
    ],
    passes: [
      on('an address of nobody', held(group('sg-a', [ingress('tcp/5432', '10.0.2.78/32')]))),
      on(
        'the same address in another VPC',
        estate({
          securityGroups: [group('sg-a', [ingress('tcp/5432', '10.0.2.77/32')], { vpcId: 'vpc-2' })],
          interfaces: [address],
        }),
      ),
    ],
  },
  'flapping-rule': {
    fails: [on('open twice for an hour', held(group('sg-a', [])), { more: { history: flapping(['01', '03']) } })],
    passes: [
      on('open once', held(group('sg-a', [])), { more: { history: flapping(['01']) } }),
      on('no history', held(group('sg-a', []))),
    ],
  },
  'rule-churn': {
    fails: [on('twenty changes', held(group('sg-a', [])), { more: { history: churn(20) } })],
    passes: [on('nineteen', held(group('sg-a', [])), { more: { history: churn(19) } })],
  },
  'change-outside-pipeline': {
    fails: [
      on('by a person', held(group('sg-a', [])), {
        more: { history: churn(1) },
        parameters: { pipeline: 'role/deploy' },
      }),
    ],
    passes: [
      on('by the pipeline', held(group('sg-a', [])), {
        more: { history: churn(1) },
        parameters: { pipeline: 'user/ana' },
      }),
      on('the pipeline is not named', held(group('sg-a', [])), { more: { history: churn(1) } }),
    ],
  },
  'rule-drift': {
    fails: [
      on('a rule in no code', held(group('sg-a', [own, ssh])), code(group('sg-a', [own]))),
      on('a rule that is missing', held(group('sg-a', [own])), code(group('sg-a', [own, ssh]))),
      on('missing, though not all code was read', held(group('sg-a', [own])), partOf(ELSEWHERE, group('sg-a', [ssh]))),
      on(
        'in no code, though another rule of the code names a group that was not recognised',
        held(group('sg-a', [own, ssh])),
        code(group('sg-a', [own, ingress('tcp/22', 'sg-x', { peer: UNRECOGNISED })])),
      ),
    ],
    passes: [
      on('the same rules', held(group('sg-a', [own])), code(group('sg-a', [{ ...own, id: 'another' }]))),
      on(
        'rules that are not known',
        held(group('sg-a', [own, ssh])),
        code(group('sg-a', [own], { unknownRules: { unknown: 'var.x' } })),
      ),
      on(
        'the same addresses, divided otherwise',
        held(group('sg-a', [ingress('tcp/22', '10.0.0.0/8'), ingress('tcp/80-81', '10.0.0.0/9')])),
        code(
          group('sg-a', [
            ...[ingress('tcp/22', '10.0.0.0/9'), ingress('tcp/22', '10.128.0.0/9')],
            ...[ingress('tcp/80', '10.0.0.0/9'), ingress('tcp/81', '10.0.0.0/9')],
          ]),
        ),
      ),
      on('not all code was read', held(group('sg-a', [own, ssh])), partOf(ELSEWHERE, group('sg-a', [own]))),
      on(
        'a group of the code that was not recognised',
        held(group('sg-a', [ingress('tcp/1', 'sg-b')])),
        code(group('sg-a', [ingress('tcp/1', 'sg-x', { peer: UNRECOGNISED })])),
      ),
      on(
        'a rule of a group that the code does not tell',
        held(group('sg-a', [own, ssh])),
        code(group('sg-a', [own]), group('aws_security_group_rule.x.security_group_id', [ssh], { groupName: '' })),
      ),
    ],
  },
  'unmanaged-resource': {
    fails: [
      on('a group in no code', held(group('sg-a', [])), code()),
      on('beside one that is not made yet', held(group('sg-a', [])), code(group('aws_security_group.new', []))),
    ],
    passes: [
      on('no code at all', held(group('sg-a', []))),
      on('not all code was read', held(group('sg-a', [])), partOf(ELSEWHERE)),
      on(
        'code whose name for it is not known',
        { ...EMPTY_NETWORK, securityGroups: [group('sg-a', [])] },
        code(NAMELESS),
      ),
    ],
  },
  'missing-resource': {
    fails: [on('a group that is not there', estate({}), code(group('aws_security_group.new', [])))],
    passes: [
      on('all there', held(group('sg-a', [])), code(group('sg-a', []))),
      on(
        'only referred to',
        estate({}),
        code(group('sg-b', [], { origin: { kind: 'code', address: 'data.aws_security_group.b' } })),
      ),
      on('one whose name is not known', held(group('sg-a', [])), code(NAMELESS)),
      on('in another Region', estate({}), code(group('aws_security_group.new', [], { region: 'eu-west-1' }))),
    ],
  },
};

function code(...securityGroups: readonly ReturnType<typeof group>[]) {
  return partOf([], ...securityGroups);
}

function partOf(unread: readonly string[], ...securityGroups: readonly ReturnType<typeof group>[]) {
  const network = { ...EMPTY_NETWORK, securityGroups };
  const { account, region } = LIVE as { readonly account: string; readonly region: string };
  return { more: { code: [{ name: 'acme/infra envs/prod', account, region, network, unread }] } };
}

function change(kind: 'opened' | 'closed', at: string, rule = 'tcp 22 from 0.0.0.0/0') {
  const { account, region } = LIVE as { readonly account: string; readonly region: string };
  const by = 'arn:aws:iam::123456789012:user/ana';
  return { account, region, groupId: 'sg-a', direction: 'ingress' as const, rule, kind, at, by };
}

function flapping(days: readonly string[]) {
  const changes = days.flatMap((day) => [
    change('opened', `2026-05-${day}T09:00:00Z`),
    change('closed', `2026-05-${day}T10:00:00Z`),
  ]);
  return { now: '2026-05-05T00:00:00Z', changes };
}

function churn(count: number) {
  const changes = Array.from({ length: count }, (_, i) =>
    change('opened', '2026-05-04T09:00:00Z', `tcp ${i} from 10.0.0.1`),
  );
  return { now: '2026-05-05T00:00:00Z', changes };
}
