import { isUnknown, type SecurityGroupRule } from '../../network/index.ts';
import type { Draft, ResourceKind, Statement } from './draft.ts';
import { type PermissionFields, permissionRules } from './permission.ts';

/** The first generation: one resource, several peers of every sort. */
const LEGACY: PermissionFields = {
  protocol: 'protocol',
  cidrs: ['cidr_blocks', 'ipv6_cidr_blocks'],
  prefixLists: 'prefix_list_ids',
  groups: ['source_security_group_id'],
  self: 'self',
};

/** The second: one resource, one peer. */
const SINGLE: PermissionFields = {
  protocol: 'ip_protocol',
  cidrs: ['cidr_ipv4', 'cidr_ipv6'],
  prefixLists: 'prefix_list_id',
  groups: ['referenced_security_group_id'],
};

export const securityGroupRule: ResourceKind = {
  types: ['aws_security_group_rule'],
  read(statement, draft) {
    const type = statement.body.text('type');
    const directions = type === 'ingress' || type === 'egress' ? ([type] as const) : (['ingress', 'egress'] as const);
    for (const direction of directions) {
      const rules = permissionRules(direction, groupOf(statement), statement.body, LEGACY, statement);
      add(
        statement,
        draft,
        isUnknown(type) ? rules.map((rule) => ({ ...rule, peer: { kind: 'unknown', ...type } })) : rules,
      );
    }
  },
};

export const vpcSecurityGroupRule: ResourceKind = {
  types: ['aws_vpc_security_group_ingress_rule', 'aws_vpc_security_group_egress_rule'],
  read(statement, draft) {
    const direction = statement.instance.type.includes('ingress') ? 'ingress' : 'egress';
    const id = /^sgr-/.test(statement.id) ? statement.id : undefined;
    add(statement, draft, permissionRules(direction, groupOf(statement), statement.body, SINGLE, statement, id));
  },
};

/** The group's id; a rule whose group is unknown gets a group of its own, so that what it opens still shows. */
function groupOf({ body, address }: Statement): string {
  return body.known('security_group_id') ?? `${address}.security_group_id`;
}

function add(statement: Statement, draft: Draft, rules: readonly SecurityGroupRule[]): void {
  const { body, address, instance } = statement;
  const groupId = body.text('security_group_id');
  if (typeof groupId !== 'string')
    draft.problem(
      address,
      `which security group the rule belongs to is unknown${isUnknown(groupId) ? `: ${groupId.unknown}` : ''}`,
      instance.location,
    );
  if (rules.length === 0) draft.problem(address, 'the rule names no peer, so it allows nothing', instance.location);
  draft.group(groupOf(statement), statement.resource.origin).rules.push(...rules);
}
