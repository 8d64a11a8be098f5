import { expect, it } from 'vitest';
import { EMPTY_NETWORK, type Network } from '../../src/network/index.ts';
import { compile, type DiffRow, type Party } from '../../src/reachability/index.ts';
import { breachesOf } from '../../src/review/breaches.ts';
import { finding, INTERNAL, row } from '../report/samples.ts';
import { rules } from './rules.ts';

const eni = (id: string, account: string, vpcId: string, ip: string) => ({
  id,
  account,
  vpcId,
  privateIpv4: [ip],
  ipv6: [],
});
const AFTER = {
  ...compile(EMPTY_NETWORK),
  network: {
    ...EMPTY_NETWORK,
    interfaces: [
      eni('eni-dev', '111111111111', 'vpc-1', '10.1.0.5'),
      eni('eni-prod', '222222222222', 'vpc-2', '10.2.0.5'),
    ],
  } as unknown as Network,
};
const group = (name: string): Party => ({
  kind: 'security-group',
  name,
  id: `sg-${name}`,
  interfaceIds: [`eni-${name}`],
});
const range = (cidr: string): Party => ({ kind: 'cidr', name: cidr, cidrs: [cidr] });
const opened = (from: Party, to: Party): DiffRow[] => [INTERNAL, { ...INTERNAL, from, to }];
const zone = (part: object) => ({ accounts: [], vpcs: [], ranges: [], ...part });

it.each<[what: string, dev: object, prod: object, from: Party, to: Party, breaks: boolean]>([
  ['accounts', { accounts: ['111111111111'] }, { accounts: ['222222222222'] }, group('dev'), group('prod'), true],
  ['the other way', { accounts: ['111111111111'] }, { accounts: ['222222222222'] }, group('prod'), group('dev'), false],
  ['VPCs', { vpcs: ['vpc-1'] }, { vpcs: ['vpc-2'] }, group('dev'), group('prod'), true],
  ['addresses of interfaces', { ranges: ['10.1.0.0/16'] }, { vpcs: ['vpc-2'] }, group('dev'), group('prod'), true],
  ['a range that overlaps', { ranges: ['10.1.0.0/16'] }, { vpcs: ['vpc-2'] }, range('10.0.0.0/8'), group('prod'), true],
  ['a range beside', { ranges: ['10.1.0.0/16'] }, { vpcs: ['vpc-2'] }, range('10.3.0.0/16'), group('prod'), false],
])('zones: %s', (_what, dev, prod, from, to, breaks) => {
  const policy = rules({ zones: { dev: zone(dev), prod: zone(prod) }, forbid: [{ from: 'dev', to: 'prod' }] });
  const expected = breaks ? [{ rule: 'nothing in dev may reach prod', rows: [1] }] : [];
  expect(breachesOf(AFTER, opened(from, to), [], policy)).toEqual(expected);
});

const OUT: Party = { kind: 'cidr', name: '8.8.8.8', cidrs: ['8.8.8.8/32'] };
const OFFICE: Party = { kind: 'named', name: 'office', cidrs: ['198.51.100.0/24'] };
it.each<[from: Party, to: Party, rules: readonly string[]]>([
  [OUT, group('prod'), ['nothing on the internet may reach prod']],
  [OFFICE, group('prod'), []],
  [group('dev'), OUT, ['nothing in dev may reach the internet']],
  [group('dev'), OFFICE, []],
])('the internet is what of it has no name: from $name', (from, to, broken) => {
  const zones = { dev: zone({ vpcs: ['vpc-1'] }), prod: zone({ vpcs: ['vpc-2'] }) };
  const forbid = [
    { from: 'internet', to: 'prod' },
    { from: 'dev', to: 'internet' },
  ];
  const rows = [row({ from, to })];
  expect(breachesOf(AFTER, rows, [], rules({ zones, forbid })).map(({ rule }) => rule)).toEqual(broken);
});

it('new exposure counts interfaces once, and none that may come later', () => {
  const rows = [row(), row({ services: [] }), row({ potential: true, to: group('later') })];
  expect(breachesOf(AFTER, rows, [], rules({ maxNewExposure: 3 }))).toEqual([]);
  expect(breachesOf(AFTER, rows, [], rules({ maxNewExposure: 2 }))).toEqual([
    { rule: '3 more interfaces on the internet, and at most 2 may be', rows: [0, 1] },
  ]);
});

it('a finding counts from its severity on', () => {
  const found = [finding({ severity: 'high', title: 'the internet can reach tcp/22' })];
  expect(breachesOf(AFTER, [], found, rules({ failSeverity: 'critical' }))).toEqual([]);
  expect(breachesOf(AFTER, [], found, rules({ failSeverity: 'medium' }))).toEqual([
    { rule: 'a new finding of severity high: the internet can reach tcp/22', rows: [] },
  ]);
});
