import type { ResourceInstance, Value } from '../terraform/index.ts';

/** Where template and resource model differ by more than names. One entry per model type. */
type Adapt = (resource: ResourceInstance, account: string) => readonly ResourceInstance[];

const bool = (value: boolean): Value => ({ kind: 'bool', value });

function withValues(
  resource: ResourceInstance,
  changes: Readonly<Record<string, Value | undefined>>,
): ResourceInstance {
  const values = new Map(resource.values);
  for (const [name, value] of Object.entries(changes)) if (value) values.set(name, value);
  return { ...resource, values };
}

function string(resource: ResourceInstance, name: string): string | undefined {
  const value = resource.values.get(name);
  return value?.kind === 'string' ? value.value : undefined;
}

const ADAPT: Readonly<Record<string, Adapt>> = {
  aws_vpc_peering_connection: (peering, account) => {
    // Within one account CloudFormation accepts the peering itself.
    const owner = string(peering, 'peer_owner_id');
    return [withValues(peering, { auto_accept: bool(owner === undefined || owner === account) })];
  },
  aws_lb: (balancer) => [withValues(balancer, { internal: bool(string(balancer, 'scheme') === 'internal') })],
  aws_elb: (balancer) => [withValues(balancer, { internal: bool(string(balancer, 'scheme') === 'internal') })],
  aws_ecs_service: (service) => {
    const config = service.values.get('network_configuration');
    if (config?.kind !== 'object') return [service];
    const assigns = config.entries.get('assign_public_ip');
    const isOn = assigns?.kind === 'string' && assigns.value === 'ENABLED';
    const entries = new Map([...config.entries, ['assign_public_ip', bool(isOn)] as const]);
    return [withValues(service, { network_configuration: { ...config, entries } })];
  },
  aws_instance: (instance) => {
    const list = instance.values.get('network_interfaces');
    const first = list?.kind === 'list' ? list.items[0] : list;
    if (first?.kind !== 'object') return [instance];
    if (first.entries.has('network_interface_id')) return [withValues(instance, { network_interface: list })];
    return [
      withValues(instance, {
        subnet_id: first.entries.get('subnet_id'),
        vpc_security_group_ids: first.entries.get('security_groups'),
        private_ip: first.entries.get('private_ip'),
        associate_public_ip_address: first.entries.get('associate_public_ip_address'),
      }),
    ];
  },
  // Groups stand as `{ GroupId }`, and those of an interface inside it.
  aws_spot_fleet_request: (fleet) => {
    const specifications = fleet.values.get('launch_specification');
    if (specifications?.kind !== 'list') return [fleet];
    const items = specifications.items.map((item): Value => {
      if (item.kind !== 'object') return item;
      const list = item.entries.get('network_interfaces');
      const first = list?.kind === 'list' ? list.items[0] : undefined;
      const entries = new Map([...item.entries, ...(first?.kind === 'object' ? first.entries : [])]);
      const groups = entries.get('vpc_security_group_ids');
      if (groups?.kind === 'list')
        entries.set('vpc_security_group_ids', { ...groups, items: groups.items.map(groupId) });
      return { ...item, entries };
    });
    return [withValues(fleet, { launch_specification: { ...specifications, items } })];
  },
  aws_lb_target_group: (group) => {
    const targets = group.values.get('targets');
    const items = targets?.kind === 'list' ? targets.items : [];
    return [
      group,
      ...items.flatMap((item, i): ResourceInstance[] => {
        const id = item.kind === 'object' ? item.entries.get('id') : undefined;
        if (item.kind !== 'object' || !id) return [];
        const port = item.entries.get('port');
        const values = new Map<string, Value>([
          ['target_group_arn', { kind: 'symbol', address: group.address, attribute: ['id'] }],
          ['target_id', id],
          ...(port ? ([['port', port]] as const) : []),
        ]);
        return [
          { ...group, address: `${group.address} target ${i + 1}`, type: 'aws_lb_target_group_attachment', values },
        ];
      }),
    ];
  },
};

function groupId(value: Value): Value {
  return (value.kind === 'object' ? value.entries.get('group_id') : undefined) ?? value;
}

/** Template types that are one or another resource of the model, by what they state. */
export function splitType(
  type: string,
  resource: Omit<ResourceInstance, 'type'>,
): readonly ResourceInstance[] | undefined {
  const { values } = resource;
  switch (type) {
    case 'EC2::VPCCidrBlock': {
      const isIpv4 = values.has('cidr_block') || values.has('ipv4_ipam_pool_id');
      return [
        { ...resource, type: isIpv4 ? 'aws_vpc_ipv4_cidr_block_association' : 'aws_vpc_ipv6_cidr_block_association' },
      ];
    }
    case 'EC2::VPCGatewayAttachment': {
      const isVpn = values.has('vpn_gateway_id');
      return [{ ...resource, type: isVpn ? 'aws_vpn_gateway_attachment' : 'aws_internet_gateway_attachment' }];
    }
    case 'EC2::VPNGatewayRoutePropagation': {
      const tables = values.get('route_table_ids');
      const items = tables?.kind === 'list' ? tables.items : [];
      return items.map((table, i) => ({
        ...resource,
        address: `${resource.address} ${i + 1}`,
        type: 'aws_vpn_gateway_route_propagation',
        values: new Map([...values, ['route_table_id', table]]),
      }));
    }
    default:
      return undefined;
  }
}

export function adapt(resource: ResourceInstance, account: string): readonly ResourceInstance[] {
  return ADAPT[resource.type]?.(resource, account) ?? [resource];
}
