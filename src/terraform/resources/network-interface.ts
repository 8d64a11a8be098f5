import type { NetworkInterface } from '../../network/index.ts';
import type { ResourceKind } from './draft.ts';
import { addInterface } from './interface.ts';

export const networkInterface: ResourceKind = {
  types: ['aws_network_interface'],
  read(statement, draft) {
    const { body, id } = statement;
    const attached = body.block('attachment')?.known('instance');
    const primary = body.known('private_ip');
    const ips = body.texts('private_ips').known;
    const description = body.known('description');
    addInterface(
      statement,
      {
        id,
        subnetId: body.known('subnet_id') ?? '',
        groups: body.texts('security_groups'),
        privateIps: primary ? [primary, ...ips.filter((ip) => ip !== primary)] : ips,
        ipv6: body.texts('ipv6_addresses').known,
        wantsIpv6: typeof body.number('ipv6_address_count') === 'number',
        ...(attached !== undefined && { instanceId: attached }),
        ...(description && { description }),
        sourceDestCheck: body.bool('source_dest_check') ?? true,
      },
      draft,
    );
  },
};

export const networkInterfaceAttachment: ResourceKind = {
  types: ['aws_network_interface_attachment'],
  read({ body }, draft) {
    const [instanceId, interfaceId] = [body.known('instance_id'), body.known('network_interface_id')];
    const found = interfaceId === undefined ? undefined : draft.interface(interfaceId);
    if (!found || instanceId === undefined) return;
    found.instanceId = instanceId;
    const index = draft.network.instances.findIndex((item) => item.id === instanceId);
    const instance = draft.network.instances[index];
    if (instance) draft.network.instances[index] = { ...instance, interfaceIds: [...instance.interfaceIds, found.id] };
  },
};

/** One more group on an interface made elsewhere. */
export const securityGroupAttachment: ResourceKind = {
  types: ['aws_network_interface_sg_attachment'],
  read({ body, address, instance }, draft) {
    const interfaceId = body.known('network_interface_id');
    const found:
      | { securityGroupIds: string[]; unknownSecurityGroups?: NetworkInterface['unknownSecurityGroups'] }
      | undefined = interfaceId === undefined ? undefined : draft.interface(interfaceId);
    if (!found) {
      draft.problem(address, 'attaches a security group to an interface that is not in this code', instance.location);
      return;
    }
    const group = body.text('security_group_id');
    if (typeof group === 'string') found.securityGroupIds = [...new Set([...found.securityGroupIds, group])];
    else found.unknownSecurityGroups = group ?? { unknown: `${address} names no group` };
  },
};
