import type { NatGateway, Network, NetworkInterface } from '../../../src/network/index.ts';
import { contains, sameAddress } from './packet.ts';

/** Whether an interface holds an address: primary, secondary or out of a delegated prefix (rule 24). */
export function ownsPrivately(holder: NetworkInterface, address: string): boolean {
  return (
    [...holder.privateIpv4, ...holder.ipv6].some((each) => sameAddress(each, address)) ||
    [...holder.ipv4Prefixes, ...holder.ipv6Prefixes].some((cidr) => contains(cidr, address))
  );
}

/** Whether an address is an interface's, private or public. */
export function owns(holder: NetworkInterface, address: string): boolean {
  return (
    ownsPrivately(holder, address) ||
    holder.publicIpv4.some(({ publicIp }) => publicIp !== null && sameAddress(publicIp, address))
  );
}

export function ownerInVpc(network: Network, vpcId: string, address: string): NetworkInterface | undefined {
  return network.interfaces.find((each) => each.vpcId === vpcId && ownsPrivately(each, address));
}

/** The NAT gateway an interface belongs to. */
export function natGatewayOf(network: Network, holder: NetworkInterface): NatGateway | undefined {
  return network.natGateways.find((gateway) => gateway.addresses.some((each) => each.interfaceId === holder.id));
}

export function isNatInterface(network: Network, holder: NetworkInterface): boolean {
  return holder.type === 'nat_gateway' || natGatewayOf(network, holder) !== undefined;
}

/** The public address the internet gateway writes over a private one (rule 14). */
export function publicAddressOf(holder: NetworkInterface, privateIp: string): string | null | undefined {
  return holder.publicIpv4.find((each) => sameAddress(each.privateIp, privateIp))?.publicIp;
}

/** The interface that stands for an instance in routes and target groups: its first. */
export function primaryInterface(network: Network, instanceId: string): NetworkInterface | undefined {
  const stated = network.instances.find(({ id }) => id === instanceId)?.interfaceIds[0];
  return network.interfaces.find((each) =>
    stated === undefined ? each.instanceId === instanceId : each.id === stated,
  );
}
