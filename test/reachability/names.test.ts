import { expect, it } from 'vitest';
import { compile, type Party } from '../../src/reachability/index.ts';
import { namesOf, outsideParty } from '../../src/reachability/names.ts';
import { addressSet } from '../../src/reachability/sets/addresses.ts';
import { NETWORK } from './walker/fixture.ts';

const place = { account: '111111111111', region: 'us-east-1' };
const origin = { kind: 'live', operation: 'describe-managed-prefix-lists', ...place } as const;
const partners = { id: 'pl-1', name: 'partners', awsManaged: false, cidrs: ['192.0.77.0/24'], ...place, origin };
const net = compile({ ...NETWORK, prefixLists: [partners] });
const names = namesOf(net, { office: ['198.51.100.0/24'], lab: ['192.0.78.0/24'] });

it.each<[cidrs: readonly string[], kind: Party['kind'], name: string]>([
  [['198.51.100.0/24'], 'named', 'office'],
  [['198.51.100.0/25', '198.51.100.128/25'], 'named', 'office'],
  [['198.51.100.7/32'], 'named', 'office (198.51.100.7)'],
  [['198.51.100.0/25', '198.51.100.128/26'], 'named', 'office except 198.51.100.192/26'],
  [['198.51.100.0/24', '192.0.78.0/24'], 'named', 'office and lab'],
  [['198.51.100.0/26', '192.0.78.0/26'], 'named', 'office and lab (192.0.78.0/26, 198.51.100.0/26)'],
  [['198.51.100.0/24', '192.0.79.1/32'], 'cidr', '192.0.79.1, 198.51.100.0/24'],
  [['198.51.0.0/16'], 'cidr', '198.51.0.0/16'],
  // Whoever may write a prefix list says nothing for the organisation.
  [['192.0.77.0/24'], 'prefix-list', 'partners'],
  [['192.0.77.0/25'], 'cidr', '192.0.77.0/25'],
  [['0.0.0.0/0', '::/0'], 'internet', 'internet and every private address'],
])('calls %j %s %s', (cidrs, kind, name) => {
  const party = outsideParty(net, addressSet(cidrs), names);
  expect([party.kind, party.name]).toEqual([kind, name]);
});
