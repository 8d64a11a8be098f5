import { validCidrs } from './address.ts';
import type { ResourceKind } from './draft.ts';
import { placeholderIpv6Subnet } from './placeholder.ts';

export const subnet: ResourceKind = {
  types: ['aws_subnet', 'aws_default_subnet'],
  modes: ['managed', 'data'],
  read(statement, draft) {
    const { id, body, resource, instance, address } = statement;
    if (instance.mode === 'data' && draft.network.subnets.some((item) => item.id === id)) return;
    const { network } = draft;
    const isDefault = instance.type === 'aws_default_subnet' || body.bool('default_for_az') === true;
    const vpcId = body.known('vpc_id') ?? (isDefault ? (network.vpcs.find((v) => v.isDefault)?.id ?? '') : '');
    const [ipv4Cidr] = validCidrs([body.known('cidr_block')], statement, draft);
    const isIpv6Only = body.bool('ipv6_native') === true;
    if (ipv4Cidr === undefined && !isIpv6Only && instance.mode === 'managed')
      draft.problem(address, 'the IPv4 block of the subnet is unknown before apply', body.at('cidr_block'));
    network.subnets.push({
      ...resource,
      vpcId,
      availabilityZone: body.known('availability_zone') ?? '',
      ...(body.known('availability_zone_id') && { availabilityZoneId: body.known('availability_zone_id')! }),
      ...(ipv4Cidr !== undefined && { ipv4Cidr }),
      ipv6Cidrs: ipv6Cidrs(),
      mapPublicIpOnLaunch: body.bool('map_public_ip_on_launch') ?? isDefault,
    });

    function ipv6Cidrs(): string[] {
      const known = body.known('ipv6_cidr_block');
      if (known !== undefined) return validCidrs([known], statement, draft);
      const wanted = body.get('ipv6_cidr_block') ?? (body.bool('assign_ipv6_address_on_creation') || isIpv6Only);
      const block = network.vpcs.find((v) => v.id === vpcId)?.ipv6Cidrs[0];
      const taken = network.subnets.flatMap((s) => s.ipv6Cidrs);
      return wanted && block !== undefined ? [placeholderIpv6Subnet(block, id, taken)] : [];
    }
  },
};
