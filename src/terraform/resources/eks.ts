import { attributes } from './attributes.ts';
import type { Draft, ResourceKind, Statement } from './draft.ts';
import { impliedId } from './identity.ts';
import { addInterface, type InterfaceFacts } from './interface.ts';
import { launchOf } from './launch-template.ts';
import { means } from './means.ts';

/**
 * The group EKS makes with a cluster: everything from itself, everything out; it is on the control plane's interfaces, on managed
 * nodes without a launch template that says otherwise, and on Fargate pods. (EKS user guide, security group requirements)
 */
export const eksCluster: ResourceKind = {
  types: ['aws_eks_cluster'],
  read(statement, draft) {
    const { body, id, resource } = statement;
    const config = body.block('vpc_config');
    if (!config) return;
    const groupId = config.known('cluster_security_group_id') || impliedId(id, 'cluster_security_group_id');
    const subnetIds = config.texts('subnet_ids').known;
    const group = draft.group(groupId, resource.origin);
    // One that AWS has made already is what it is in the account.
    if (!groupId.startsWith('sg-')) {
      delete group.unknownRules;
      Object.assign(group, {
        ...resource,
        id: groupId,
        groupName: `eks-cluster-sg-${body.known('name') ?? ''}`,
        tags: { 'aws:eks:cluster-name': body.known('name') ?? '' },
        vpcId: draft.subnet(subnetIds[0] ?? '')?.vpcId ?? '',
      });
      const rule = { service: { protocol: 'all' }, origin: resource.origin } as const;
      group.rules.push(
        { ...rule, direction: 'ingress', peer: { kind: 'security-group', groupId } },
        { ...rule, direction: 'egress', peer: { kind: 'cidr', cidr: '0.0.0.0/0' } },
      );
    }
    const stated = config.texts('security_group_ids');
    const description = `Amazon EKS ${body.known('name') ?? ''}`;
    const groups = { ...stated, known: [...stated.known, groupId] };
    inEach(statement, subnetIds, { groups, requesterManaged: true, description }, draft);
  },
};

/** What runs a cluster's pods: one interface in each subnet stands for the nodes there. */
export const eksNodes: ResourceKind = {
  types: ['aws_eks_node_group', 'aws_eks_fargate_profile'],
  read(statement, draft) {
    const { body } = statement;
    const launch = launchOf(body, draft);
    const own = launch && (launch.groups.known.length > 0 || launch.groups.unknown) ? launch.groups : undefined;
    const groups = own ?? clusterGroups(statement, draft);
    const facts = { groups, publicAddress: launch?.publicAddress ?? ('subnet' as const) };
    const isFargate = statement.instance.type === 'aws_eks_fargate_profile';
    inEach(
      statement,
      body.texts('subnet_ids').known,
      isFargate ? { groups, requesterManaged: true, type: 'interface' } : facts,
      draft,
    );
  },
};

function clusterGroups({ body, address }: Statement, draft: Draft): InterfaceFacts['groups'] {
  const value = body.get('cluster_name');
  const cluster = draft.ofType('aws_eks_cluster').find((r) => means(value, r, draft));
  if (!cluster)
    return {
      known: [],
      unknown: { unknown: `the cluster of ${address} is not in this code, so its group is not known` },
    };
  const own = attributes(cluster.values, draft.ids, cluster.address).block('vpc_config');
  const groupId = own?.known('cluster_security_group_id');
  return { known: [groupId || impliedId(draft.ids.idOf(cluster), 'cluster_security_group_id')] };
}

function inEach(
  statement: Statement,
  subnetIds: readonly string[],
  facts: Omit<InterfaceFacts, 'id' | 'subnetId'>,
  draft: Draft,
): void {
  for (const subnetId of subnetIds)
    addInterface(statement, { ...facts, id: `${statement.id}/${subnetId}`, subnetId }, draft);
}
