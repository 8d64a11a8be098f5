import { formatAddress, parseCidr, type ServiceMatch } from '../../../src/network/index.ts';

/** Takes from a pool whatever an index names. */
export function pick<T>(pool: readonly T[], index: number): T {
  const value = pool[index % pool.length];
  if (value === undefined) throw new RangeError('an empty pool holds nothing to pick');
  return value;
}

export const REGIONS = ['us-east-1', 'eu-west-1'] as const;
export const ACCOUNTS = ['111111111111', '222222222222'] as const;

/** What rules and ACL entries match: the usual, the whole, halves, single ports, and neighbours of the ephemeral range. */
export const SERVICES: readonly ServiceMatch[] = [
  { protocol: 'all' },
  { protocol: 'all' },
  { protocol: 6, ports: [0, 65_535] },
  { protocol: 6, ports: [22, 22] },
  { protocol: 6, ports: [20, 25] },
  { protocol: 6, ports: [443, 443] },
  { protocol: 6, ports: [0, 1023] },
  { protocol: 6, ports: [1024, 65_535] },
  { protocol: 6, ports: [1024, 32_767] },
  { protocol: 6, ports: [32_768, 65_535] },
  { protocol: 6, ports: [1023, 1023] },
  { protocol: 6, ports: [5432, 5432] },
  { protocol: 17, ports: [0, 65_535] },
  { protocol: 17, ports: [53, 53] },
  { protocol: 17, ports: [1024, 65_535] },
  { protocol: 1, icmpType: -1, icmpCode: -1 },
  { protocol: 1, icmpType: 8, icmpCode: -1 },
  { protocol: 1, icmpType: 8, icmpCode: 0 },
  { protocol: 1, icmpType: 0, icmpCode: -1 },
  { protocol: 1, icmpType: 3, icmpCode: 4 },
  { protocol: 58, icmpType: -1, icmpCode: -1 },
  { protocol: 58, icmpType: 128, icmpCode: -1 },
  { protocol: 50 },
];

/** Ranges of client source ports: rule 10's, a Linux kernel's, and a small one. */
export const EPHEMERAL: readonly (readonly [number, number])[] = [
  [1024, 65_535],
  [32_768, 60_999],
  [49_152, 49_160],
];

/** Addresses outside of every modelled VPC that packets come from and go to. */
export const OUTSIDE = ['8.8.8.8', '198.51.100.7', '128.1.2.3', '2001:4860:4860::8888', '2400:cb00::1'] as const;
export const SITE = '172.20.0.0/16';
export const LEARNT_SITE = '192.168.40.0/24';

export const WORLD_CIDRS = [
  '0.0.0.0/0',
  '0.0.0.0/0',
  '0.0.0.0/0',
  '::/0',
  '::/0',
  '0.0.0.0/1',
  '128.0.0.0/1',
  '2000::/3',
  '2400::/12',
  '10.0.0.0/8',
  '8.8.8.0/24',
  '198.51.100.7/32',
  '3.15.0.0/16',
  '3.16.0.0/24',
  SITE,
] as const;

/** The address `offset` places into a CIDR. */
export function addressIn(cidr: string, offset: number): string {
  const range = parseCidr(cidr);
  return range.family === 4 ? formatAddress(range.first + offset) : formatAddress(range.first + BigInt(offset));
}
