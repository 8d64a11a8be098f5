import { expect, it } from 'vitest';
import { EMPTY_NETWORK, type Network, type Origin } from '../../src/network/index.ts';
import { suggestionsFor } from '../../src/review/suggest.ts';
import { groupParty, row } from '../report/samples.ts';

const origin = (address: string): Origin => ({ kind: 'code', address });
const place = { account: '123456789012', region: 'us-east-1', vpcId: 'vpc-1', rules: [] };
const AFTER = {
  ...EMPTY_NETWORK,
  securityGroups: [
    { ...place, id: 'sg-web', groupName: 'web', origin: origin('aws_security_group.web') },
    { ...place, id: 'sg-app', groupName: 'app', origin: origin('aws_security_group.app') },
  ],
  interfaces: [{ id: 'eni-app', vpcId: 'vpc-1', privateIpv4: ['10.0.1.5'], securityGroupIds: ['sg-app'] }],
} as unknown as Network;
const NAMED = { vpn: ['10.8.0.0/16', '10.9.0.0/16'], office: ['198.51.100.0/24'], six: ['2001:db8::/32'] };

it.each<[line: string, expected: string | undefined, address?: string]>([
  ['  cidr_blocks = ["0.0.0.0/0"]', '  cidr_blocks = ["10.8.0.0/16", "10.9.0.0/16"]'],
  ['  cidr_blocks = ["10.1.0.0/16", "0.0.0.0/0"]', '  cidr_blocks = ["10.1.0.0/16", "10.8.0.0/16", "10.9.0.0/16"]'],
  ['    "0.0.0.0/0",', '    "10.8.0.0/16", "10.9.0.0/16",'],
  ['    "0.0.0.0/0"', '    "10.8.0.0/16", "10.9.0.0/16"'],
  ['  cidr_ipv4 = "0.0.0.0/0" # for now', '  cidr_ipv4 = "198.51.100.0/24" # for now'],
  ['      CidrIp: 0.0.0.0/0', '      CidrIp: 198.51.100.0/24'],
  ['  cidr_ipv6 = "::/0"', '  cidr_ipv6 = "2001:db8::/32"'],
  ['  cidr_blocks = ["0.0.0.0/0", "0.0.0.0/0"]', undefined],
  ['  cidr_blocks = [for c in local.all : c]', undefined],
  ['  cidr_blocks = ["10.0.0.0/0"]', undefined],
  // What is in a comment, in an object or in a choice is no entry of a list.
  ['  cidr_blocks = var.all # 0.0.0.0/0', undefined],
  ['  cidr_blocks = var.all // was "0.0.0.0/0"', undefined],
  ['  cidr_ipv4 = "0.0.0.0/0" # not 0.0.0.0/0', '  cidr_ipv4 = "198.51.100.0/24" # not 0.0.0.0/0'],
  ['  rules = [{ cidr = "0.0.0.0/0", port = 22 }]', '  rules = [{ cidr = "198.51.100.0/24", port = 22 }]'],
  [
    '  cidr_blocks = concat(["0.0.0.0/0"], local.more)',
    '  cidr_blocks = concat(["10.8.0.0/16", "10.9.0.0/16"], local.more)',
  ],
  ['  cidr_blocks = [var.open ? "0.0.0.0/0" : local.own]', undefined],
  [
    '  cidr_blocks = [var.closed ? local.own : "0.0.0.0/0"]',
    '  cidr_blocks = [var.closed ? local.own : "198.51.100.0/24"]',
  ],
  ['  description = "open to 0.0.0.0/0"', undefined],
  // A line of a heredoc, and lists and values of templates.
  ['0.0.0.0/0', '198.51.100.0/24'],
  ['        - 0.0.0.0/0', '        - 198.51.100.0/24'],
  ['      CidrIp: "0.0.0.0/0" # everybody', '      CidrIp: "198.51.100.0/24" # everybody'],
  ['      - { CidrIp: 0.0.0.0/0, IpProtocol: tcp }', '      - { CidrIp: 198.51.100.0/24, IpProtocol: tcp }'],
  ['          "CidrIp": "0.0.0.0/0",', '          "CidrIp": "198.51.100.0/24",'],
  ['  cidr_blocks = ["10.0.1.5/32"]', '  security_groups = [aws_security_group.app.id]'],
  [
    '  cidr_blocks = ["10.0.1.5/32"]',
    '  source_security_group_id = aws_security_group.app.id',
    'aws_security_group_rule.one',
  ],
  [
    '  cidr_ipv4 = "10.0.1.5/32"',
    '  referenced_security_group_id = aws_security_group.app.id',
    'aws_vpc_security_group_ingress_rule.one',
  ],
  ['  cidr_blocks = ["10.0.1.6/32"]', undefined],
  ['  cidr_blocks = ["10.0.1.5/32"]', undefined, 'module.other.aws_security_group.web'],
])('%s', (line, expected, address = 'aws_security_group.web') => {
  const cause = { text: 'the rule', resource: 'sg-web', address, file: 'main.tf', line: 2 };
  const texts = new Map([['main.tf', `# one\n${line}\n`]]);
  const [suggestion] = suggestionsFor([row({ because: [cause] })], texts, AFTER, { named: NAMED });
  expect(suggestion?.lines).toEqual(expected === undefined ? undefined : [expected]);
});

const cause = { text: 'the rule', resource: 'sg-web', address: 'aws_security_group.web', file: 'main.tf', line: 2 };

it('suggests no group where the block refers to some already', () => {
  const block = ['ingress {', '  cidr_blocks = ["10.0.1.5/32"]', '  security_groups = [local.other]', '}'];
  const texts = (lines: readonly string[]) => new Map([['main.tf', lines.join('\n')]]);
  const suggest = (lines: readonly string[]) =>
    suggestionsFor([row({ because: [cause] })], texts(lines), AFTER, { named: NAMED });
  expect(suggest(block)).toEqual([]);
  expect(suggest(block.toSpliced(2, 1))).toHaveLength(1);
});

it('suggests nothing about who is let out to everywhere, nor in what is synthesized', () => {
  const texts = new Map([
    ['main.tf', '\n  cidr_blocks = ["0.0.0.0/0"]'],
    ['cdk.out/Web.template.json', '\n  "CidrIp": "0.0.0.0/0"'],
  ]);
  const out = row({ from: groupParty('web'), to: { kind: 'internet', name: 'internet' }, because: [cause] });
  const made = row({ because: [{ ...cause, file: 'cdk.out/Web.template.json' }] });
  expect(suggestionsFor([out, made], texts, AFTER, { named: NAMED })).toEqual([]);
});

it('suggests nothing about what is sensitive', () => {
  const cause = { text: 'the rule', file: 'main.tf', line: 1, sensitive: true };
  const texts = new Map([['main.tf', 'cidrs = ["0.0.0.0/0"]']]);
  expect(suggestionsFor([row({ because: [cause] })], texts, AFTER, { named: NAMED })).toEqual([]);
});
