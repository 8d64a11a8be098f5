import { isUnknown } from '../../network/index.ts';
import { validAddresses } from './address.ts';
import type { Draft, ResourceKind, Statement } from './draft.ts';
import { makePublic } from './interface.ts';

/** An Elastic IP, associated by its own attributes or by `aws_eip_association`. */
export const elasticIp: ResourceKind = {
  types: ['aws_eip'],
  read(statement, draft) {
    const { body, resource, address } = statement;
    const [publicIp = null] = validAddresses([body.known('public_ip')], statement, draft);
    const user = draft.userOf(address)?.address ?? holderOf(statement);
    draft.network.elasticIps.push({ ...resource, publicIp, ...(user !== undefined && { associationId: user }) });
    associate(statement, draft, resource.id, 'instance', 'network_interface', 'associate_with_private_ip');
  },
};

/** The address itself, where it names a holder that is not in this code. */
function holderOf({ body, address }: Statement): string | undefined {
  return ['instance', 'network_interface'].some((name) => isUnknown(body.text(name))) ? address : undefined;
}

export const elasticIpAssociation: ResourceKind = {
  types: ['aws_eip_association'],
  read(statement, draft) {
    const allocation = statement.body.known('allocation_id');
    if (allocation !== undefined)
      associate(statement, draft, allocation, 'instance_id', 'network_interface_id', 'private_ip_address');
  },
};

function associate(
  { body, address, instance }: Statement,
  draft: Draft,
  allocation: string,
  instanceName: string,
  interfaceName: string,
  privateName: string,
): void {
  const { elasticIps, instances } = draft.network;
  const instanceId = body.known(instanceName);
  const interfaceId = body.known(interfaceName) || instances.find((item) => item.id === instanceId)?.interfaceIds[0];
  if (!interfaceId) return;
  const index = elasticIps.findIndex((ip) => ip.id === allocation);
  const elasticIp = elasticIps[index];
  if (elasticIp) elasticIps[index] = { ...elasticIp, interfaceId };
  if (!makePublic(interfaceId, elasticIp?.publicIp ?? null, body.known(privateName) || undefined, draft))
    draft.problem(address, 'gives a public address to an interface that is not in this code', instance.location);
}
