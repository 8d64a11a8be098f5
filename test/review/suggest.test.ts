import { expect, it } from 'vitest';
import { EMPTY_NETWORK, type Network, type Origin } from '../../src/network/index.ts';
import { suggestionsFor } from '../../src/review/suggest.ts';
import { row } from '../report/samples.ts';

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

it('suggests nothing about what is sensitive', () => {
  const cause = { text: 'the rule', file: 'main.tf', line: 1, sensitive: true };
  const texts = new Map([['main.tf', 'cidrs = ["0.0.0.0/0"]']]);
  expect(suggestionsFor([row({ because: [cause] })], texts, AFTER, { named: NAMED })).toEqual([]);
});
