import { isUnknown, type PrefixList } from '../network/index.ts';
import type { Party } from './answer.ts';
import type { Compiled } from './compile/compile.ts';
import { compareTexts } from './describe.ts';
import {
  type AddressSet,
  ALL_ADDRESSES,
  addressSet,
  equalAddresses,
  hasAddresses,
  intersectAddresses,
  NO_ADDRESSES,
  subtractAddresses,
  toCidrs,
  unionAddresses,
} from './sets/addresses.ts';

type Ranges = readonly (readonly [name: string, addresses: AddressSet])[];

/** What ranges of addresses are called. */
export interface Names {
  /** By the organisation: whoever may write its configuration. */
  readonly named: Ranges;
  /** By the network's own prefix lists: whoever may write there. */
  readonly lists: Ranges;
}

/** The names of a configuration, and those of the network's own prefix lists. */
export function namesOf({ network }: Compiled, named: Readonly<Record<string, readonly string[]>> = {}): Names {
  const lists = listNames.get(network.prefixLists) ?? namesOfLists(network.prefixLists);
  listNames.set(network.prefixLists, lists);
  return { named: Object.entries(named).map(([name, cidrs]) => [name, addressSet(cidrs)] as const), lists };
}

const listNames = new WeakMap<readonly PrefixList[], Ranges>();

function namesOfLists(lists: readonly PrefixList[]): Ranges {
  return lists
    .flatMap(({ id, name, cidrs }) =>
      isUnknown(cidrs) || cidrs.length === 0 ? [] : [[name ?? id, addressSet(cidrs)] as const],
    )
    .sort(([a], [b]) => compareTexts(a, b));
}

/** A range as people name it, where they have a name for it. */
export function renamed(party: Party, names: Names): Party {
  return party.kind === 'cidr' && party.cidrs ? { ...party, ...nameOf(addressSet(party.cidrs), names) } : party;
}

/** Addresses outside by the name people know them by. */
export function outsideParty(net: Compiled, addresses: AddressSet, names: Names): Party {
  const whole = (part: AddressSet) => equalAddresses(addresses, part);
  const { internet } = net;
  if (whole(internet)) return { kind: 'internet', name: 'internet' };
  if (whole({ ...internet, v6: [] })) return { kind: 'internet', name: 'internet', cidrs: ['0.0.0.0/0'] };
  if (whole({ ...internet, v4: [] })) return { kind: 'internet', name: 'internet', cidrs: ['::/0'] };
  const cidrs = toCidrs(addresses);
  const name = nameOf(addresses, names) ?? partOf(addresses, cidrs, names);
  if (name !== undefined) return { ...name, cidrs };
  return mostOfInternet(net, addresses, names) ?? { kind: 'cidr', name: cidrsText(cidrs), cidrs };
}

function cidrsText(cidrs: readonly string[]): string {
  return cidrs.length > 3 ? `${cidrs.slice(0, 2).join(', ')} and ${cidrs.length - 2} more` : cidrs.join(', ');
}

type Name = Pick<Party, 'kind' | 'name'>;

/** The names that people gave come first. */
function nameOf(addresses: AddressSet, { named, lists }: Names): Name | undefined {
  const isThat = ([, known]: Ranges[number]) => equalAddresses(known, addresses);
  const own = named.find(isThat);
  if (own) return { kind: 'named', name: own[0] };
  const list = lists.find(isThat);
  return list && { kind: 'prefix-list', name: list[0] };
}

/** What lies in ranges the organisation named, all of it, is theirs: `office and vpn`, `office (198.51.100.7)`, `office except …`. */
function partOf(addresses: AddressSet, cidrs: readonly string[], { named }: Names): Name | undefined {
  let rest = addresses;
  let whole = NO_ADDRESSES;
  const met: string[] = [];
  for (const [name, known] of named) {
    if (!hasAddresses(intersectAddresses(rest, known))) continue;
    met.push(name);
    rest = subtractAddresses(rest, known);
    whole = unionAddresses(whole, known);
  }
  if (met.length === 0 || hasAddresses(rest)) return undefined;
  const missing = toCidrs(subtractAddresses(whole, addresses));
  const name = met.join(' and ');
  if (missing.length === 0) return { kind: 'named', name };
  const isExcept = missing.length <= 3 && missing.length < cidrs.length;
  return { kind: 'named', name: isExcept ? `${name} except ${missing.join(', ')}` : `${name} (${cidrsText(cidrs)})` };
}

/** "internet except the office range" reads better than the forty CIDRs that are left. */
function mostOfInternet({ internet }: Compiled, addresses: AddressSet, names: Names): Party | undefined {
  const part = intersectAddresses(addresses, internet);
  if (!hasAddresses(part)) return undefined;
  const whole: AddressSet = { v4: part.v4.length > 0 ? internet.v4 : [], v6: part.v6.length > 0 ? internet.v6 : [] };
  const missing = subtractAddresses(whole, part);
  const cidrs = toCidrs(missing);
  const isBeyond = !equalAddresses(part, addresses);
  if (cidrs.length === 0 && !isBeyond) return { kind: 'internet', name: 'internet', cidrs: toCidrs(addresses) };
  if (cidrs.length === 0)
    return {
      kind: 'internet',
      name: equalAddresses(addresses, ALL_ADDRESSES)
        ? 'internet and every private address'
        : 'internet and private addresses',
      cidrs: toCidrs(addresses),
    };
  const exception = isBeyond
    ? undefined
    : (nameOf(missing, names)?.name ?? (cidrs.length > 3 ? undefined : cidrs.join(', ')));
  if (exception === undefined) return undefined;
  return {
    kind: 'internet',
    name: `internet except ${exception}`,
    cidrs: toCidrs(addresses),
  };
}
