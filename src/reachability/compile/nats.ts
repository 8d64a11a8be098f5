import type { NatGateway } from '../../network/index.ts';
import { ipv4 } from './hosts.ts';
import type { Host, NatPlace, SubnetPlace, VpcPlace } from './places.ts';

export function compileNat(
  nat: NatGateway,
  subnets: ReadonlyMap<string, SubnetPlace>,
  vpcs: ReadonlyMap<string, VpcPlace>,
  hosts: ReadonlyMap<string, Host>,
): NatPlace {
  const subnet = nat.subnetId === undefined ? undefined : subnets.get(nat.subnetId);
  const vpc = vpcs.get(nat.vpcId) ?? subnet?.vpc;
  const { privateIp, publicIp, interfaceId } = nat.addresses[0] ?? {};
  const host = interfaceId === undefined ? undefined : hosts.get(interfaceId);
  return {
    nat,
    ...(host && { host }),
    ...(subnet && { subnet }),
    ...(vpc && { vpc }),
    ...(privateIp !== undefined && { privateIp: ipv4(privateIp) }),
    ...(publicIp !== undefined && { publicIp: ipv4(publicIp) }),
  };
}
