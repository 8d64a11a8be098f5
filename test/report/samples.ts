import type { Finding, TrackedFinding } from '../../src/findings/index.ts';
import type { Diff, DiffRow, Party, Witness } from '../../src/reachability/index.ts';
import type { ReviewInput } from '../../src/report/index.ts';

export const WITNESS: Witness = {
  packet: { source: '198.51.100.7', destination: '54.1.2.3', protocol: 6, port: 22, sourcePort: 1024 },
  forward: [
    { kind: 'gateway', id: 'igw-1', text: 'enters vpc-1 through igw-1' },
    {
      kind: 'security-group',
      id: 'sg-web',
      text: 'web (sg-web)',
      decision: 'allows',
      cause: { text: 'web (sg-web) ingress tcp 22 from 0.0.0.0/0', ruleId: 'sgr-1' },
    },
  ],
  return: [{ kind: 'gateway', id: 'igw-1', text: 'leaves vpc-1 through igw-1' }],
};

export function finding(over: Partial<Finding> = {}): Finding {
  return {
    check: 'internet-admin-port',
    identity: ['sg-web', 'ingress'],
    severity: 'critical',
    account: '123456789012',
    region: 'us-east-1',
    resource: { kind: 'security-group', id: 'sg-web', name: 'web' },
    title: 'the internet can reach tcp/22 (SSH) on 1 instance through web (sg-web)',
    summary: 'The internet gets tcp/22 (SSH) through to 1 instance in web (sg-web).',
    exposure: 'exposed',
    because: [{ text: 'web (sg-web) ingress tcp 22 from 0.0.0.0/0', ruleId: 'sgr-1', resource: 'sg-web' }],
    exposed: [
      {
        interfaceId: 'eni-1',
        instanceId: 'i-1',
        name: 'bastion',
        publicIp: '54.1.2.3',
        privateIp: '10.0.1.4',
        subnetId: 'subnet-1',
      },
    ],
    witness: WITNESS,
    fix: { cli: ['aws ec2 revoke-security-group-ingress --group-id sg-web --security-group-rule-ids sgr-1'] },
    ...over,
  };
}

export function tracked(over: Partial<TrackedFinding> = {}): TrackedFinding {
  const about = over.finding ?? finding();
  return {
    key: 'f'.repeat(40),
    account: about.account,
    region: about.region,
    state: 'open',
    firstSeen: '2026-03-01T10:00:00.000Z',
    lastSeen: '2026-03-01T10:00:00.000Z',
    regressions: 0,
    handClosures: 0,
    finding: about,
    ...over,
  };
}

const INTERNET: Party = { kind: 'internet', name: 'internet', cidrs: ['0.0.0.0/0'] };

export function groupParty(name: string, members = 1): Party {
  const interfaceIds = Array.from({ length: members }, (_, i) => `eni-${name}-${i}`);
  return { kind: 'security-group', name, id: `sg-${name}`, interfaceIds };
}

export function row(over: Partial<DiffRow> = {}): DiffRow {
  return {
    from: INTERNET,
    to: groupParty('web', 3),
    services: [{ protocol: 'tcp', ports: [[22, 22]] }],
    because: [
      { text: 'ingress tcp 22 from 0.0.0.0/0', address: 'aws_security_group.web', file: 'infra/web.tf', line: 14 },
    ],
    exposure: 'internet',
    potential: false,
    ...over,
  };
}

export const INTERNAL = row({
  from: groupParty('app', 12),
  to: groupParty('db', 2),
  services: [{ protocol: 'tcp', ports: [[5432, 5432]] }],
  because: [{ text: 'ingress tcp 5432 from app', address: 'aws_security_group.db', file: 'infra/db.tf', line: 40 }],
  exposure: 'internal',
});

export const CLOSED = row({
  from: { kind: 'cidr', name: '10.0.0.0/8', cidrs: ['10.0.0.0/8'] },
  to: groupParty('admin'),
  services: [{ protocol: 'tcp', ports: [[3389, 3389]] }],
  because: [{ text: 'rule removed', file: 'infra/admin.tf', line: 9 }],
  exposure: 'internal',
});

export const NO_DIFF: Diff = { opened: [], closed: [], unknowns: [] };

export function review(diff: Diff, over: Partial<ReviewInput> = {}): ReviewInput {
  return {
    pullRequest: 'acme/infra#12',
    targets: [
      { name: 'prod, us-east-1', diff, quotas: [], problems: [], basis: 'over the snapshot of 2026-03-01 10:00 UTC' },
    ],
    base: 'a'.repeat(40),
    head: 'b'.repeat(40),
    failOn: 'internet',
    comment: 'changes',
    hasComment: false,
    details: true,
    ...over,
  };
}
