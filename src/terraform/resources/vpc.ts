import { validCidrs } from './address.ts';
import { attributes } from './attributes.ts';
import type { ResourceKind } from './draft.ts';
import { placeholderIpv6Block } from './placeholder.ts';

export const vpc: ResourceKind = {
  types: ['aws_vpc', 'aws_default_vpc'],
  modes: ['managed', 'data'],
  read(statement, draft) {
    const { id, body, resource, instance, address } = statement;
    if (instance.mode === 'data' && draft.network.vpcs.some((item) => item.id === id)) return;
    const isDefault = instance.type === 'aws_default_vpc' || body.bool('default') === true;
    const cidr = body.known('cidr_block') ?? (isDefault ? '172.31.0.0/16' : undefined);
    if (cidr === undefined && instance.mode === 'managed')
      draft.problem(address, 'the IPv4 block of the VPC is unknown before apply', body.at('cidr_block'));
    const ipv6 = validCidrs([body.known('ipv6_cidr_block')], statement, draft);
    const wantsIpv6 = body.bool('assign_generated_ipv6_cidr_block') === true || body.get('ipv6_ipam_pool_id');
    draft.network.vpcs.push({
      ...resource,
      isDefault,
      ipv4Cidrs: validCidrs([cidr], statement, draft),
      ipv6Cidrs: ipv6.length > 0 ? ipv6 : wantsIpv6 ? [placeholderIpv6Block(id)] : [],
    });
  },
};

/** Secondary blocks of a VPC. */
export const vpcCidrAssociation: ResourceKind = {
  types: ['aws_vpc_ipv4_cidr_block_association', 'aws_vpc_ipv6_cidr_block_association'],
  read(statement, draft) {
    const { id, body, instance, address } = statement;
    const vpcId = body.known('vpc_id');
    const index = draft.network.vpcs.findIndex((item) => item.id === vpcId);
    const found = draft.network.vpcs[index];
    if (!found) {
      draft.problem(address, 'adds a block to a VPC that is not in this code', instance.location);
      return;
    }
    const isIpv4 = instance.type === 'aws_vpc_ipv4_cidr_block_association';
    const [cidr] = validCidrs([body.known(isIpv4 ? 'cidr_block' : 'ipv6_cidr_block')], statement, draft);
    if (isIpv4 && cidr === undefined) draft.problem(address, 'the block is unknown before apply', instance.location);
    draft.network.vpcs[index] = isIpv4
      ? { ...found, ipv4Cidrs: [...found.ipv4Cidrs, ...(cidr === undefined ? [] : [cidr])] }
      : { ...found, ipv6Cidrs: [...found.ipv6Cidrs, cidr ?? placeholderIpv6Block(id)] };
  },
};

/** VPC Block Public Access (rule 22). */
export const blockPublicAccess: ResourceKind = {
  types: ['aws_vpc_block_public_access_options'],
  read({ body, resource }, draft) {
    const mode = body.known('internet_gateway_block_mode');
    if (mode === 'off' || mode === 'block-bidirectional' || mode === 'block-ingress')
      draft.network.blockPublicAccess.push({
        account: resource.account,
        region: resource.region,
        mode,
        exclusions: draft.ofType('aws_vpc_block_public_access_exclusion').flatMap((r) => {
          const exclusion = attributes(r.values, draft.ids, r.address);
          const resourceId = exclusion.known('vpc_id') ?? exclusion.known('subnet_id');
          const allow = exclusion.known('internet_gateway_exclusion_mode');
          return resourceId !== undefined && (allow === 'allow-bidirectional' || allow === 'allow-egress')
            ? [{ id: draft.ids.idOf(r), resourceId, mode: allow }]
            : [];
        }),
      });
  },
};
