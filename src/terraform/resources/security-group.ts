import { isUnknown } from '../../network/index.ts';
import type { Draft, ResourceKind, Statement } from './draft.ts';
import { type PermissionFields, permissionRules } from './permission.ts';

const INLINE: PermissionFields = {
  protocol: 'protocol',
  cidrs: ['cidr_blocks', 'ipv6_cidr_blocks'],
  prefixLists: 'prefix_list_ids',
  groups: ['security_groups'],
  self: 'self',
};

/**
 * A group and its inline rules. Terraform removes the allow-all egress rule AWS creates, so a group without rules has
 * none. (aws provider documentation, resource aws_security_group)
 */
export const securityGroup: ResourceKind = {
  types: ['aws_security_group', 'aws_default_security_group'],
  read: readGroup,
};

function readGroup(statement: Statement, draft: Draft): void {
  const { body, id, resource, instance } = statement;
  const isDefault = instance.type === 'aws_default_security_group';
  const groupName = isDefault ? 'default' : (body.known('name') ?? `${body.known('name_prefix') ?? instance.address}`);
  const description = body.known('description');
  const vpcId = body.text('vpc_id') ?? '';
  const group = draft.group(id, resource.origin);
  delete group.unknownRules;
  Object.assign(group, resource, {
    groupName,
    name: resource.tags?.['Name'] ?? groupName,
    ...(isUnknown(vpcId) ? { vpcId: '', unknownVpc: vpcId } : { vpcId }),
    ...(description !== undefined && !instance.sensitive?.has('description') && { description }),
  });
  for (const direction of ['ingress', 'egress'] as const) {
    for (const block of body.blocks(direction)) {
      if (isUnknown(block)) group.unknownRules = block;
      else group.rules.push(...permissionRules(direction, id, block, INLINE, statement));
    }
  }
}

/** `data "aws_security_group"`: a name to be matched with a live group; its rules are not in this code. */
export const dataSecurityGroup: ResourceKind = {
  types: ['aws_security_group'],
  modes: ['data'],
  read({ id, body, resource }, draft) {
    const group = draft.group(id, resource.origin);
    const groupName = body.known('name') ?? '';
    Object.assign(group, resource, {
      groupName,
      name: resource.tags?.['Name'] ?? groupName,
      vpcId: body.known('vpc_id') ?? '',
    });
  },
};

/** `aws_vpc_security_group_vpc_association` (rule 5). */
export const securityGroupVpcAssociation: ResourceKind = {
  types: ['aws_vpc_security_group_vpc_association'],
  read({ body }, draft) {
    const [groupId, vpcId] = [body.known('security_group_id'), body.known('vpc_id')];
    if (groupId !== undefined && vpcId !== undefined)
      draft.network.securityGroupVpcAssociations.push({ groupId, vpcId, state: 'associated' });
  },
};
