import { createHash } from 'node:crypto';
import { formatAddress, type Network, type NetworkInterface, parseAddress, parseCidr } from '../network/index.ts';

/** The first four addresses of a subnet and its last are AWS's (VPC user guide, subnet sizing). */
const RESERVED = { first: 4, last: 1 };

/**
 * A free address of an IPv4 subnet that depends only on `owner` and on what is taken: the same owner gets the same one on
 * both sides of a change, so that a stand-in never looks like a change itself.
 * @returns undefined when the subnet is full
 */
export function placeholderAddress(cidr: string, owner: string, taken: ReadonlySet<string>): string | undefined {
  const range = parseCidr(cidr);
  if (range.family !== 4) return undefined;
  const room = range.end - range.first - RESERVED.first - RESERVED.last;
  if (room <= 0) return undefined;
  const start = createHash('sha256').update(owner).digest().readUInt32BE() % room;
  for (let probe = 0; probe < room; probe++) {
    const address = formatAddress(range.first + RESERVED.first + ((start + probe) % room));
    if (!taken.has(address)) return address;
  }
  return undefined;
}

/** Gives every interface without an address one of its subnet, and its public address the private one it belongs to. */
export function placeAddresses(before: Network, after: Network): { readonly before: Network; readonly after: Network } {
  const taken = new Map<string, Set<string>>();
  for (const eni of [...before.interfaces, ...after.interfaces]) {
    const set = taken.get(eni.subnetId) ?? new Set();
    taken.set(eni.subnetId, set);
    for (const address of eni.privateIpv4) set.add(address);
  }
  const placed = new Map<string, string>();

  function place(eni: NetworkInterface, cidr: string | undefined): NetworkInterface {
    if (eni.privateIpv4.length > 0) return settle(eni);
    if (cidr === undefined) return eni;
    const key = `${eni.id} ${cidr}`;
    const set = taken.get(eni.subnetId)!;
    const address = placed.get(key) ?? placeholderAddress(cidr, eni.id, set);
    if (address === undefined) return eni;
    placed.set(key, address);
    set.add(address);
    return settle({ ...eni, privateIpv4: [address] });
  }

  const apply = (network: Network): Network => {
    const cidrs = new Map(network.subnets.map((subnet) => [subnet.id, subnet.ipv4Cidr]));
    const interfaces = network.interfaces.map((eni) => place(eni, cidrs.get(eni.subnetId)));
    const first = new Map(interfaces.map((eni) => [eni.id, eni.privateIpv4[0]]));
    return {
      ...network,
      interfaces,
      targetGroups: network.targetGroups.map((group) => ({
        ...group,
        targets: group.targets.map((target) => ({ ...target, id: first.get(target.id) ?? target.id })),
      })),
    };
  };
  return { before: apply(before), after: apply(after) };
}

function settle(eni: NetworkInterface): NetworkInterface {
  const own = new Set(eni.privateIpv4.map((address) => formatAddress(parseAddress(address).value)));
  if (eni.publicIpv4.every((pair) => own.has(pair.privateIp))) return eni;
  const primary = eni.privateIpv4[0]!;
  return {
    ...eni,
    publicIpv4: eni.publicIpv4.map((pair) => (own.has(pair.privateIp) ? pair : { ...pair, privateIp: primary })),
  };
}
