import { formatAddress, type NetworkInterface, parseCidr } from '../../../src/network/index.ts';
import { type Arrival, dropped, type Journey } from './journey.ts';
import { type Datagram, sameAddress, TCP, UDP } from './packet.ts';

interface Service {
  readonly addresses: readonly string[];
  readonly protocols: readonly number[];
  readonly port: number;
}

const DNS: Service = { addresses: ['169.254.169.253', 'fd00:ec2::253'], protocols: [TCP, UDP], port: 53 };
const SERVICES: readonly Service[] = [
  { addresses: ['169.254.169.254', 'fd00:ec2::254'], protocols: [TCP], port: 80 },
  { addresses: ['169.254.169.123', 'fd00:ec2::123'], protocols: [UDP], port: 123 },
];

/**
 * Rule 8, https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html: what answers on every host, past groups
 * and ACLs. `undefined` for packets to anywhere else.
 */
export function toAmazon(journey: Journey, sender: NetworkInterface, packet: Datagram): Arrival | undefined {
  const primary = journey.network.vpcs.find(({ id }) => id === sender.vpcId)?.ipv4Cidrs[0];
  const resolver = primary === undefined ? [] : [formatAddress(Number(parseCidr(primary).first) + 2)];
  const service = [{ ...DNS, addresses: [...DNS.addresses, ...resolver] }, ...SERVICES].find(({ addresses }) =>
    addresses.some((address) => sameAddress(address, packet.destination)),
  );
  if (!service) return undefined;
  if (!service.protocols.includes(packet.protocol) || packet.port !== service.port)
    return dropped(journey, `${packet.destination} serves port ${service.port} only`);
  return { kind: 'amazon', packet };
}
