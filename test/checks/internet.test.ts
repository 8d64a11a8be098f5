import { describe, expect, it } from 'vitest';
import type { Network } from '../../src/network/index.ts';
import { deny, egress, estate, group, host, ingress, LIVE, prefixList } from './estate.ts';
import { brief, findings } from './run.ts';

const OUT = [egress('-1', '0.0.0.0/0'), egress('-1', '::/0')];
const EXPOSED = ['sg-web ingress exposed critical'];
const LATENT = ['sg-web ingress latent medium'];

/** `web` with these ingress rules, held by a public instance. */
function web(...rules: readonly ReturnType<typeof ingress>[]): Network {
  return estate({ securityGroups: [group('sg-web', [...rules, ...OUT])], interfaces: [host('public', ['sg-web'])] });
}

const HALVES = ['0.0.0.0/1', '128.0.0.0/1'];
const EIGHTHS = ['0', '32', '64', '96', '128', '160', '192', '224'].map((first) => `${first}.0.0.0/3`);

const cases: readonly (readonly [name: string, network: Network, expected: readonly string[]])[] = [
  ['open to 0.0.0.0/0', web(ingress('tcp/22', '0.0.0.0/0')), EXPOSED],
  ['open to ::/0 only', web(ingress('tcp/22', '::/0')), EXPOSED],
  ['::/0 beside a harmless v4 rule', web(ingress('tcp/22', '10.0.0.0/8'), ingress('tcp/22', '::/0')), EXPOSED],
  ['split halves of the world', web(...HALVES.map((cidr) => ingress('tcp/22', cidr))), EXPOSED],
  ['half of the world', web(ingress('tcp/22', '128.0.0.0/1')), EXPOSED],
  ['the world in eighths', web(...EIGHTHS.map((cidr) => ingress('tcp/22', cidr))), EXPOSED],
  ['a wide range that covers the port', web(ingress('tcp/20-30', '0.0.0.0/0')), EXPOSED],
  ['protocol -1 without ports', web(ingress('-1', '0.0.0.0/0')), EXPOSED],
  ['protocol -1 from half of the IPv6 internet', web(ingress('-1', '2000::/4')), EXPOSED],
  [
    'a prefix list that is the world',
    { ...web(ingress('tcp/22', 'pl-1')), prefixLists: [prefixList('pl-1', HALVES)] },
    EXPOSED,
  ],
  ['a self rule before the open one', web(ingress('tcp/22', 'sg-web'), ingress('tcp/22', '0.0.0.0/0')), EXPOSED],
  ['udp/22', web(ingress('udp/22', '0.0.0.0/0')), []],
  ['tcp/443', web(ingress('tcp/443', '0.0.0.0/0')), []],
  ['an egress rule', web(egress('tcp/22', '0.0.0.0/0')), []],
  [
    'the private ranges',
    web(...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((cidr) => ingress('tcp/22', cidr))),
    [],
  ],
  ['an office', web(ingress('tcp/22', '198.51.100.0/24')), []],
  ['a group reference', web(ingress('tcp/22', 'sg-web')), []],
  ['a prefix list of which nothing is known', { ...web(ingress('tcp/22', 'pl-1')), prefixLists: [] }, []],
  [
    'a group attached to nothing',
    estate({ securityGroups: [group('sg-web', [ingress('tcp/22', '0.0.0.0/0')])] }),
    LATENT,
  ],
  [
    'a private instance',
    estate({
      securityGroups: [group('sg-web', [ingress('tcp/22', '0.0.0.0/0'), ...OUT])],
      interfaces: [host('private', ['sg-web'])],
    }),
    LATENT,
  ],
  [
    'an ACL that blocks it',
    estate(
      {
        securityGroups: [group('sg-web', [ingress('tcp/22', '0.0.0.0/0'), ...OUT])],
        interfaces: [host('public', ['sg-web'])],
      },
      [deny('tcp/22', '0.0.0.0/0', 1), deny('tcp/22', '::/0', 2)],
    ),
    LATENT,
  ],
  [
    'an ACL that blocks it for IPv4 only',
    estate(
      {
        securityGroups: [group('sg-web', [ingress('tcp/22', '::/0'), ...OUT])],
        interfaces: [host('public', ['sg-web'])],
      },
      [deny('tcp/22', '0.0.0.0/0', 1)],
    ),
    EXPOSED,
  ],
  [
    'a member that exists only as a possibility',
    estate({
      securityGroups: [group('sg-web', [ingress('tcp/22', '0.0.0.0/0'), ...OUT])],
      interfaces: [host('public', ['sg-web'], { hypothetical: true })],
    }),
    LATENT,
  ],
  [
    'no egress rule: replies need none',
    estate({
      securityGroups: [group('sg-web', [ingress('tcp/22', '0.0.0.0/0')])],
      interfaces: [host('public', ['sg-web'])],
    }),
    EXPOSED,
  ],
];

describe('internet-admin-port', () => {
  it.each(cases)('%s', (_name, network, expected) => {
    expect(findings('internet-admin-port', network).map(brief)).toEqual(expected);
  });

  it('sees two groups that only together do it, however small their parts', () => {
    // 512 blocks of /17 are 2^24 addresses, as many as the /8 that counts as the internet; 256 in each group.
    const blocks = Array.from({ length: 512 }, (_, i) => `${20 + Math.floor(i / 128)}.${(i % 128) * 2}.0.0/17`);
    const part = (from: number) => blocks.slice(from, from + 256).map((cidr) => ingress('tcp/22', cidr));
    const network = estate({
      securityGroups: [group('sg-a', [...part(0), ...OUT]), group('sg-b', part(256))],
      interfaces: [host('public', ['sg-b', 'sg-a']), host('public', ['sg-a'])],
    });
    const found = findings('internet-admin-port', network);
    expect(found.map(brief)).toEqual(['sg-a+sg-b ingress exposed critical']);
    expect(found[0]!.title).toContain('on 1 instance through a (sg-a) and b (sg-b)');
    expect(found[0]!.fix.cli).toHaveLength(2);
  });

  it('blames each of two groups that open one half each', () => {
    const network = estate({
      securityGroups: [group('sg-a', [ingress('tcp/22', HALVES[0]!)]), group('sg-b', [ingress('tcp/22', HALVES[1]!)])],
      interfaces: [host('public', ['sg-a', 'sg-b'])],
    });
    expect(findings('internet-admin-port', network).map(brief)).toEqual([
      'sg-a ingress exposed critical',
      'sg-b ingress exposed critical',
    ]);
  });

  it('says who can reach what, with proof and the exact fix', () => {
    const rule = ingress('tcp/22', '0.0.0.0/0', { id: 'sgr-0123' });
    const network = estate({
      securityGroups: [group('sg-web', [rule, ingress('tcp/443', '0.0.0.0/0'), ...OUT])],
      interfaces: [host('public', ['sg-web']), host('public', ['sg-web']), host('private', ['sg-web'])],
    });
    const [found] = findings('internet-admin-port', network);
    expect(found).toMatchObject({
      title: 'the internet can reach tcp/22 (SSH) on 2 instances through web (sg-web)',
      account: '123456789012',
      region: 'us-east-1',
      resource: { kind: 'security-group', id: 'sg-web', name: 'web' },
      because: [{ ruleId: 'sgr-0123', resource: 'sg-web', text: 'web (sg-web) ingress tcp 22 from 0.0.0.0/0' }],
      fix: {
        cli: [
          'aws ec2 revoke-security-group-ingress --group-id sg-web --security-group-rule-ids sgr-0123 --region us-east-1',
        ],
      },
    });
    expect(found!.exposed.map((each) => each.subnetId)).toEqual(['subnet-public', 'subnet-public']);
    expect(found!.witness?.packet).toMatchObject({ protocol: 6, port: 22 });
    expect(found!.witness?.forward.length).toBeGreaterThan(2);
  });

  it('names the IPv6 internet when only that gets in', () => {
    const [found] = findings('internet-admin-port', web(ingress('tcp/22', '::/0')));
    expect(found!.title).toMatch(/^the IPv6 internet can reach tcp\/22/);
  });

  it('names the part of the internet when it is not all', () => {
    const [found] = findings('internet-admin-port', web(ingress('tcp/3389', '52.0.0.0/7')));
    expect(found!.title).toMatch(/^a part of the internet \(52\.0\.0\.0\/7\) can reach tcp\/3389 \(RDP\)/);
  });

  it('revokes by permission where the rule has no id', () => {
    const { id: _none, ...rule } = ingress('tcp/22-23', '::/0');
    const [found] = findings('internet-admin-port', web(rule));
    expect(found!.fix.cli).toEqual([
      `aws ec2 revoke-security-group-ingress --group-id sg-web --ip-permissions '[{"IpProtocol":"tcp","FromPort":22,"ToPort":23,"Ipv6Ranges":[{"CidrIpv6":"::/0"}]}]' --region us-east-1`,
    ]);
  });

  it('points to the code that says so', () => {
    const origin = {
      kind: 'code',
      address: 'aws_security_group.web',
      location: { file: 'web.tf', line: 10 },
      cause: { file: 'prod.tfvars', line: 3 },
    } as const;
    const [found] = findings('internet-admin-port', web(ingress('tcp/22', '0.0.0.0/0', { origin })));
    expect(found!.fix).toEqual({
      cli: [],
      terraform: 'remove 0.0.0.0/0 for tcp 22 in aws_security_group.web (prod.tfvars:3)',
    });
    expect(found!.because[0]).toMatchObject({ file: 'prod.tfvars', line: 3, address: 'aws_security_group.web' });
  });

  it('says that it does not know when it cannot', () => {
    const network = estate({
      securityGroups: [group('sg-web', [ingress('tcp/22', '0.0.0.0/0'), ...OUT])],
      interfaces: [host('public', ['sg-web'])],
      networkAcls: [],
      gaps: [{ account: '123456789012', region: 'us-east-1', operation: 'describe-network-acls', kind: 'denied' }],
    });
    const [found] = findings('internet-admin-port', network);
    expect(brief(found!)).toBe('sg-web ingress latent high');
    expect(found!.summary).toContain('could not be decided');
  });

  it('tells what shuts a latent opening', () => {
    const network = estate(
      {
        securityGroups: [group('sg-web', [ingress('tcp/22', '0.0.0.0/0'), ...OUT])],
        interfaces: [host('public', ['sg-web'])],
      },
      [deny('tcp/22', '0.0.0.0/0', 1)],
    );
    const [found] = findings('internet-admin-port', network);
    expect(found!.summary).toContain('acl-1 ingress entry 1 denies tcp 22 from 0.0.0.0/0');
  });

  it('follows the configuration', () => {
    const network = web(ingress('tcp/2222', '0.0.0.0/0'));
    expect(findings('internet-admin-port', network)).toEqual([]);
    const parameters = { tcpPorts: [2222] };
    const set = { 'internet-admin-port': { severity: 'high' as const, parameters } };
    expect(findings('internet-admin-port', network, set).map(brief)).toEqual(['sg-web ingress exposed high']);
    expect(
      findings('internet-admin-port', web(ingress('tcp/22', '0.0.0.0/0')), { 'internet-admin-port': 'off' }),
    ).toEqual([]);
  });
});

describe('internet-database-port', () => {
  it.each([
    ['tcp/5432', ['sg-web ingress exposed critical']],
    ['tcp/3300-3310', ['sg-web ingress exposed critical']],
    ['udp/11211', ['sg-web ingress exposed critical']],
    ['-1', ['sg-web ingress exposed critical']],
    ['tcp/22', []],
    ['udp/5432', []],
  ])('%s', (what, expected) => {
    expect(findings('internet-database-port', web(ingress(what, '0.0.0.0/0'))).map(brief)).toEqual(expected);
  });
});

describe('internet-any', () => {
  it.each([
    ['-1', '-1', EXPOSED],
    ['tcp/0-65535', 'tcp/1-65535', EXPOSED],
    ['udp/0-65535', 'udp/1-65535', EXPOSED],
    ['tcp/0-32767', 'tcp/32768-65535', EXPOSED],
    ['tcp/0-65535', 'tcp/0-65535', EXPOSED],
    ['tcp/80', 'tcp/443', []],
    ['tcp/1024-65535', 'tcp/443', EXPOSED],
    ['tcp/0-30000', 'udp/0-40000', []],
    ['icmp', 'tcp/80', []],
  ])('%s and %s', (a, b, expected) => {
    const network = web(ingress(a, '0.0.0.0/0'), ingress(b, '0.0.0.0/0'));
    expect(findings('internet-any', network).map(brief)).toEqual(expected);
  });

  it('is exposed only for what gets through', () => {
    const network = estate(
      {
        securityGroups: [group('sg-web', [ingress('-1', '0.0.0.0/0'), ...OUT])],
        interfaces: [host('public', ['sg-web'])],
      },
      [deny('tcp/1-65535', '0.0.0.0/0', 2), deny('udp/1-65535', '0.0.0.0/0', 3)],
    );
    expect(findings('internet-any', network).map(brief)).toEqual(LATENT);
    expect(findings('internet-admin-port', network).map(brief)).toEqual(LATENT);
  });

  it('sees two groups that share the ports between them', () => {
    const network = estate({
      securityGroups: [
        group('sg-a', [ingress('tcp/0-32767', '0.0.0.0/0')]),
        group('sg-b', [ingress('tcp/32768-65535', '0.0.0.0/0')]),
      ],
      interfaces: [host('public', ['sg-a', 'sg-b'])],
    });
    expect(findings('internet-any', network).map(brief)).toEqual(['sg-a+sg-b ingress exposed critical']);
  });

  it('says everything when it is all', () => {
    const [found] = findings('internet-any', web(ingress('-1', '0.0.0.0/0')));
    expect(found!.title).toBe('the internet can reach everything on 1 instance through web (sg-web)');
  });
});

it('ignores rules of which nothing is known, and their neighbours are not hidden by them', () => {
  const unknown = {
    ...ingress('tcp/22', '0.0.0.0/0'),
    peer: { kind: 'unknown' as const, unknown: 'var.cidrs' },
    origin: LIVE,
  };
  expect(findings('internet-admin-port', web(unknown))).toEqual([]);
  expect(findings('internet-admin-port', web(unknown, ingress('tcp/22', '0.0.0.0/0'))).map(brief)).toEqual(EXPOSED);
});
