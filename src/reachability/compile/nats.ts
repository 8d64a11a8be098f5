import type { NatGateway } from '../../network/index.ts';
import { ipv4 } from './hosts.ts';
import type { Host, NatPlace, SubnetPlace, VpcPlace } from './places.ts';

/** A NAT gateway once for each of its addresses, the primary one first: it sends a flow from any of them. */
export function compileNat(
  nat: NatGateway,
  subnets: ReadonlyMap<string, SubnetPlace>,
  vpcs: ReadonlyMap<string, VpcPlace>,
  hosts: ReadonlyMap<string, Host>,
): readonly NatPlace[] {
  const subnet = nat.subnetId === undefined ? undefined : subnets.get(nat.subnetId);
  const vpc = vpcs.get(nat.vpcId) ?? subnet?.vpc;
  const addresses = nat.addresses.length > 0 ? nat.addresses : [{}];
  return addresses.map(({ privateIp, publicIp, interfaceId }: NatGateway['addresses'][number]) => {
    const host = interfaceId === undefined ? undefined : hosts.get(interfaceId);
    return {
      nat,
      ...(host && { host }),
      ...(subnet && { subnet }),
      ...(vpc && { vpc }),
      ...(privateIp !== undefined && { privateIp: ipv4(privateIp) }),
      ...(publicIp !== undefined && { publicIp: ipv4(publicIp) }),
    };
  });
}
