import { isUnknown, type NetworkAclEntry, type ServiceMatch, type Unknown } from '../../network/index.ts';
import type { Attributes } from './attributes.ts';
import type { ResourceKind, Statement } from './draft.ts';
import { ownerOfImplied } from './implied.ts';
import { canonicalCidr, serviceOf, uncertain } from './permission.ts';

/** The implicit deny that ends every ACL (rule 9). */
const LAST = 32_767;

export const networkAcl: ResourceKind = {
  types: ['aws_network_acl', 'aws_default_network_acl'],
  read(statement, draft) {
    const { body, id, resource, instance } = statement;
    const isDefault = instance.type === 'aws_default_network_acl';
    const acl = draft.acl(id, resource.origin);
    Object.assign(acl, resource, {
      vpcId: body.known('vpc_id') ?? ownerOfImplied(id, 'default_network_acl_id', draft),
      isDefault,
    });
    const { known, unknown } = body.texts('subnet_ids');
    acl.subnetIds.push(...known);
    if (unknown) acl.unknownSubnets = unknown;
    for (const direction of ['ingress', 'egress'] as const) {
      for (const block of body.blocks(direction)) {
        if (isUnknown(block)) acl.entries.push(unknownEntry(direction, block, statement));
        else acl.entries.push(...entry(direction, block, statement, INLINE));
      }
      acl.entries.push(implicitDeny(direction, statement));
    }
  },
};

interface EntryFields {
  readonly number: string;
  readonly action: string;
  readonly cidr: string;
  readonly cidr6: string;
}

const INLINE: EntryFields = { number: 'rule_no', action: 'action', cidr: 'cidr_block', cidr6: 'ipv6_cidr_block' };
const RULE: EntryFields = { ...INLINE, number: 'rule_number', action: 'rule_action' };

export const networkAclRule: ResourceKind = {
  types: ['aws_network_acl_rule'],
  read(statement, draft) {
    const { body, address, instance } = statement;
    const known = body.known('network_acl_id');
    if (known === undefined)
      draft.problem(address, 'which network ACL the rule belongs to is unknown', instance.location);
    // An entry whose ACL is unknown stands in one of its own, so that what it allows still shows.
    const aclId = known ?? `${address}.network_acl_id`;
    const direction = body.bool('egress') === true ? 'egress' : 'ingress';
    draft.acl(aclId, statement.resource.origin).entries.push(...entry(direction, body, statement, RULE));
  },
};

export const networkAclAssociation: ResourceKind = {
  types: ['aws_network_acl_association'],
  read({ body, resource }, draft) {
    const [aclId, subnetId] = [body.known('network_acl_id'), body.text('subnet_id')];
    if (aclId === undefined || subnetId === undefined) return;
    if (isUnknown(subnetId)) {
      draft.acl(aclId, resource.origin).unknownSubnets = subnetId;
      return;
    }
    // A subnet has one ACL; an association replaces the former one.
    const list = draft.network.networkAcls;
    for (const [index, other] of list.entries())
      list[index] = { ...other, subnetIds: other.subnetIds.filter((id) => id !== subnetId) };
    draft.acl(aclId, resource.origin).subnetIds.push(subnetId);
  },
};

function entry(
  direction: 'ingress' | 'egress',
  body: Attributes,
  statement: Statement,
  fields: EntryFields,
): NetworkAclEntry[] {
  const number = body.number(fields.number);
  const action = body.text(fields.action);
  const unknown = [number, action].find(isUnknown) ?? uncertain(statement);
  const service = unknown ?? aclService(body);
  return [fields.cidr, fields.cidr6].flatMap((name) => {
    const text = body.text(name);
    if (text === undefined || text === '') return [];
    return [
      {
        direction,
        ruleNumber: typeof number === 'number' ? number : 1,
        action: String(action).toLowerCase() === 'deny' ? 'deny' : 'allow',
        cidr: isUnknown(text) ? text : canonicalCidr(text),
        service,
        origin: statement.origin({
          location: body.at() ?? statement.instance.location,
          cause: body.at(name) ?? body.at('from_port'),
          of: [name, direction],
        }),
      },
    ];
  });
}

/** ACL entries carry ICMP type and code beside the ports, unlike group rules. */
function aclService(body: Attributes): ServiceMatch | Unknown {
  const protocol = String(body.text('protocol') ?? '').toLowerCase();
  return /^(1|58|icmp|icmpv6|ipv6-icmp)$/.test(protocol)
    ? serviceOf(body, 'protocol', 'icmp_type', 'icmp_code')
    : serviceOf(body, 'protocol', 'from_port', 'to_port');
}

function unknownEntry(direction: 'ingress' | 'egress', reason: Unknown, statement: Statement): NetworkAclEntry {
  return { direction, ruleNumber: 1, action: 'allow', cidr: reason, service: reason, origin: statement.origin() };
}

function implicitDeny(direction: 'ingress' | 'egress', statement: Statement): NetworkAclEntry {
  return {
    direction,
    ruleNumber: LAST,
    action: 'deny',
    cidr: '0.0.0.0/0',
    service: { protocol: 'all' },
    origin: statement.origin(),
  };
}
