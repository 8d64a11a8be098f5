import { isUnknown, type Network, type Resource } from '../../network/index.ts';
import type { Fact } from './attribute.ts';

/** A data source that finds resources of the account: what of the network it looks through, and what it tells of each. */
export interface Source {
  /** The AWS CLI command whose answer it needs. */
  readonly operation: string;
  /** Attributes by their Terraform names; EC2 filter names (`vpc-id`) are the same with dashes, or in `filters`. */
  readonly find: (network: Network) => readonly Found[];
  /** Filter names that are not an attribute's name with dashes. */
  readonly filters?: Readonly<Record<string, string>>;
  /** Set for data sources that give a list of all that match: attribute of the answer → attribute of each. */
  readonly lists?: Readonly<Record<string, string>>;
}

export interface Found {
  readonly resource: Resource;
  readonly attributes: Readonly<Record<string, Fact>>;
}

/** Attributes of every resource, and its own where they are known. */
function found(resource: Resource, own: Readonly<Record<string, Fact | undefined>>): Found {
  const { id, tags = {}, account, region } = resource;
  const attributes: Record<string, Fact> = { id, tags, owner_id: account, region };
  for (const [name, fact] of Object.entries(own)) if (fact !== undefined) attributes[name] = fact;
  return { resource, attributes };
}

const arn = ({ account, region, id }: Resource, kind: string): string =>
  `arn:aws:ec2:${region}:${account}:${kind}/${id}`;

const vpcs = (network: Network): Found[] =>
  network.vpcs.map((vpc) =>
    found(vpc, {
      arn: arn(vpc, 'vpc'),
      vpc_id: vpc.id,
      cidr_block: vpc.ipv4Cidrs[0],
      cidr_block_associations: vpc.ipv4Cidrs.map((cidr_block) => ({ cidr_block, state: 'associated' })),
      ipv6_cidr_block: vpc.ipv6Cidrs[0],
      default: vpc.isDefault,
      state: 'available',
      main_route_table_id: network.routeTables.find((table) => table.vpcId === vpc.id && table.main)?.id,
    }),
  );

const subnets = (network: Network): Found[] =>
  network.subnets.map((subnet) =>
    found(subnet, {
      arn: arn(subnet, 'subnet'),
      subnet_id: subnet.id,
      vpc_id: subnet.vpcId,
      availability_zone: subnet.availabilityZone,
      availability_zone_id: subnet.availabilityZoneId,
      cidr_block: subnet.ipv4Cidr,
      ipv6_cidr_block: subnet.ipv6Cidrs[0],
      map_public_ip_on_launch: subnet.mapPublicIpOnLaunch,
      state: 'available',
    }),
  );

const groups = (network: Network): Found[] =>
  network.securityGroups.map((group) =>
    found(group, {
      arn: arn(group, 'security-group'),
      group_id: group.id,
      name: group.groupName,
      description: group.description,
      vpc_id: group.vpcId,
    }),
  );

const routeTables = (network: Network): Found[] =>
  network.routeTables.map((table) =>
    found(table, {
      arn: arn(table, 'route-table'),
      route_table_id: table.id,
      vpc_id: table.vpcId,
      main: table.main,
      subnet_id: [...table.subnetIds],
      gateway_id: [...table.gatewayIds],
    }),
  );

const prefixLists = (network: Network): Found[] =>
  network.prefixLists.map((list) => {
    const cidrs = isUnknown(list.cidrs) ? undefined : [...list.cidrs];
    return found(list, {
      arn: arn(list, 'prefix-list'),
      prefix_list_id: list.id,
      name: list.name,
      owner_id: list.awsManaged ? 'AWS' : list.account,
      cidr_blocks: cidrs,
      entries: cidrs?.map((cidr) => ({ cidr, description: '' })),
      max_entries: list.weight,
      address_family: list.family === undefined ? undefined : `IPv${list.family}`,
    });
  });

const natGateways = (network: Network): Found[] =>
  network.natGateways.map((nat) =>
    found(nat, {
      nat_gateway_id: nat.id,
      vpc_id: nat.vpcId,
      subnet_id: nat.subnetId,
      state: nat.state,
      connectivity_type: nat.connectivity,
      public_ip: nat.addresses[0]?.publicIp,
      private_ip: nat.addresses[0]?.privateIp,
      network_interface_id: nat.addresses[0]?.interfaceId,
    }),
  );

const instances = (network: Network): Found[] =>
  network.instances.map((instance) => {
    const eni = network.interfaces.find((one) => one.id === instance.interfaceIds[0]);
    return found(instance, {
      instance_id: instance.id,
      instance_state: instance.state,
      instance_type: instance.instanceType,
      ami: instance.imageId,
      vpc_id: instance.vpcId,
      subnet_id: instance.subnetId,
      private_ip: eni?.privateIpv4[0],
      public_ip: eni?.publicIpv4[0]?.publicIp ?? undefined,
      network_interface_id: eni?.id,
      vpc_security_group_ids: eni && [...eni.securityGroupIds],
    });
  });

const interfaces = (network: Network): Found[] =>
  network.interfaces.map((eni) =>
    found(eni, {
      network_interface_id: eni.id,
      vpc_id: eni.vpcId,
      subnet_id: eni.subnetId,
      description: eni.description,
      interface_type: eni.type,
      private_ip: eni.privateIpv4[0],
      private_ips: [...eni.privateIpv4],
      security_groups: [...eni.securityGroupIds],
      group_id: [...eni.securityGroupIds],
      attachment: eni.instanceId === undefined ? [] : [{ instance_id: eni.instanceId }],
    }),
  );

const balancers = (network: Network): Found[] =>
  network.loadBalancers.map((balancer) =>
    found(balancer, {
      arn: balancer.id,
      name: balancer.name,
      internal: balancer.scheme === 'internal',
      load_balancer_type: balancer.type,
      vpc_id: balancer.vpcId,
      security_groups: [...balancer.securityGroupIds],
      subnets: [...balancer.subnetIds],
    }),
  );

const attachedTo = (vpcIds: readonly string[]): Readonly<Record<string, Fact>> => ({
  attachments: vpcIds.map((vpc_id) => ({ vpc_id, state: 'available' })),
  vpc_id: [...vpcIds],
  attached_vpc_id: vpcIds[0] ?? null,
});

/** EC2's names of filters that are not an attribute's name with dashes. */
const FILTERS = {
  vpc: { 'is-default': 'default', cidr: 'cidr_block' },
  subnet: { availabilityZone: 'availability_zone', cidr: 'cidr_block', cidrBlock: 'cidr_block' },
  routeTable: {
    'association.main': 'main',
    'association.subnet-id': 'subnet_id',
    'association.gateway-id': 'gateway_id',
  },
  group: { 'group-name': 'name' },
  prefixList: { 'prefix-list-name': 'name' },
  instance: { 'instance-state-name': 'instance_state', 'image-id': 'ami', 'private-ip-address': 'private_ip' },
} as const;

/** Data sources by type. */
export const SOURCES: Readonly<Record<string, Source>> = {
  aws_vpc: { operation: 'describe-vpcs', find: vpcs, filters: FILTERS.vpc },
  aws_vpcs: { operation: 'describe-vpcs', find: vpcs, filters: FILTERS.vpc, lists: { ids: 'id' } },
  aws_subnet: { operation: 'describe-subnets', find: subnets, filters: FILTERS.subnet },
  aws_subnets: { operation: 'describe-subnets', find: subnets, filters: FILTERS.subnet, lists: { ids: 'id' } },
  aws_subnet_ids: { operation: 'describe-subnets', find: subnets, filters: FILTERS.subnet, lists: { ids: 'id' } },
  aws_security_group: { operation: 'describe-security-groups', find: groups, filters: FILTERS.group },
  aws_security_groups: {
    operation: 'describe-security-groups',
    find: groups,
    filters: FILTERS.group,
    lists: { ids: 'id', arns: 'arn', vpc_ids: 'vpc_id' },
  },
  aws_route_table: { operation: 'describe-route-tables', find: routeTables, filters: FILTERS.routeTable },
  aws_route_tables: {
    operation: 'describe-route-tables',
    find: routeTables,
    filters: FILTERS.routeTable,
    lists: { ids: 'id' },
  },
  aws_prefix_list: { operation: 'describe-managed-prefix-lists', find: prefixLists, filters: FILTERS.prefixList },
  aws_ec2_managed_prefix_list: {
    operation: 'describe-managed-prefix-lists',
    find: prefixLists,
    filters: FILTERS.prefixList,
  },
  aws_ec2_managed_prefix_lists: {
    operation: 'describe-managed-prefix-lists',
    find: prefixLists,
    filters: FILTERS.prefixList,
    lists: { ids: 'id' },
  },
  aws_internet_gateway: {
    operation: 'describe-internet-gateways',
    find: ({ internetGateways }) =>
      internetGateways.map((gateway) =>
        found(gateway, { internet_gateway_id: gateway.id, ...attachedTo(gateway.vpcIds) }),
      ),
    filters: { 'attachment.vpc-id': 'vpc_id' },
  },
  aws_vpn_gateway: {
    operation: 'describe-vpn-gateways',
    find: ({ vpnGateways }) => vpnGateways.map((gateway) => found(gateway, attachedTo(gateway.vpcIds))),
    filters: { 'attachment.vpc-id': 'vpc_id' },
  },
  aws_nat_gateway: { operation: 'describe-nat-gateways', find: natGateways },
  aws_nat_gateways: { operation: 'describe-nat-gateways', find: natGateways, lists: { ids: 'id' } },
  aws_network_acls: {
    operation: 'describe-network-acls',
    find: ({ networkAcls }) =>
      networkAcls.map((acl) =>
        found(acl, { vpc_id: acl.vpcId, default: acl.isDefault, subnet_id: [...acl.subnetIds] }),
      ),
    filters: { 'association.subnet-id': 'subnet_id' },
    lists: { ids: 'id' },
  },
  aws_vpc_endpoint: {
    operation: 'describe-vpc-endpoints',
    find: ({ vpcEndpoints }) =>
      vpcEndpoints.map((endpoint) =>
        found(endpoint, {
          vpc_endpoint_id: endpoint.id,
          vpc_id: endpoint.vpcId,
          service_name: endpoint.serviceName,
          vpc_endpoint_type: endpoint.type,
          state: endpoint.state,
          route_table_ids: [...endpoint.routeTableIds],
          network_interface_ids: [...endpoint.interfaceIds],
        }),
      ),
  },
  aws_vpc_peering_connection: {
    operation: 'describe-vpc-peering-connections',
    find: ({ peerings }) =>
      peerings.map((peering) =>
        found(peering, {
          vpc_id: peering.requester.vpcId,
          peer_vpc_id: peering.accepter.vpcId,
          owner_id: peering.requester.account,
          peer_owner_id: peering.accepter.account,
          peer_region: peering.accepter.region,
          status: peering.status,
        }),
      ),
    filters: {
      'requester-vpc-info.vpc-id': 'vpc_id',
      'accepter-vpc-info.vpc-id': 'peer_vpc_id',
      'status-code': 'status',
    },
  },
  aws_ec2_transit_gateway: {
    operation: 'describe-transit-gateways',
    find: ({ transitGateways }) =>
      transitGateways.map((gateway) => found(gateway, { transit_gateway_id: gateway.id, owner_id: gateway.owner })),
  },
  aws_instance: { operation: 'describe-instances', find: instances, filters: FILTERS.instance },
  aws_instances: {
    operation: 'describe-instances',
    find: instances,
    filters: FILTERS.instance,
    lists: { ids: 'id', private_ips: 'private_ip', public_ips: 'public_ip' },
  },
  aws_network_interface: { operation: 'describe-network-interfaces', find: interfaces },
  aws_network_interfaces: { operation: 'describe-network-interfaces', find: interfaces, lists: { ids: 'id' } },
  aws_lb: { operation: 'elbv2-describe-load-balancers', find: balancers },
  aws_alb: { operation: 'elbv2-describe-load-balancers', find: balancers },
  aws_eip: {
    operation: 'describe-addresses',
    find: ({ elasticIps }) =>
      elasticIps.map((address) =>
        found(address, {
          allocation_id: address.id,
          public_ip: address.publicIp ?? undefined,
          association_id: address.associationId,
          network_interface_id: address.interfaceId,
        }),
      ),
  },
};
