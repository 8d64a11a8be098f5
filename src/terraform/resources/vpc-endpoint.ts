import type { VpcEndpoint } from '../../network/index.ts';
import type { Draft, ResourceKind, Statement } from './draft.ts';
import { impliedId } from './identity.ts';
import { addInterface } from './interface.ts';

const TYPES: readonly VpcEndpoint['type'][] = [
  'Gateway',
  'Interface',
  'GatewayLoadBalancer',
  'Resource',
  'ServiceNetwork',
];

/** Gateway endpoints are prefix-list routes, interface endpoints are interfaces with groups (rule 20). */
export const vpcEndpoint: ResourceKind = {
  types: ['aws_vpc_endpoint'],
  read(statement, draft) {
    const { body, id, resource } = statement;
    const vpcId = body.known('vpc_id') ?? '';
    const type = TYPES.find((name) => name === body.known('vpc_endpoint_type')) ?? 'Gateway';
    const serviceName = body.known('service_name') ?? '';
    const associated = (kind: string, attribute: string): string[] =>
      draft
        .ofType(kind)
        .filter((r) => refers(r.values.get('vpc_endpoint_id'), id, draft))
        .flatMap((r) => {
          const value = draft.ids.resolve(r.values.get(attribute) ?? { kind: 'null' });
          return value.kind === 'string' ? value.value : [];
        });
    const routeTableIds = [
      ...body.texts('route_table_ids').known,
      ...associated('aws_vpc_endpoint_route_table_association', 'route_table_id'),
    ];
    const subnetIds = [
      ...body.texts('subnet_ids').known,
      ...associated('aws_vpc_endpoint_subnet_association', 'subnet_id'),
    ];
    const groups = body.texts('security_group_ids');
    const extra = associated('aws_vpc_endpoint_security_group_association', 'security_group_id');
    const interfaceIds =
      type === 'Gateway'
        ? []
        : subnetIds.map(
            (subnetId) =>
              addInterface(
                statement,
                {
                  id: `${id}/${subnetId}`,
                  subnetId,
                  groups: { ...groups, known: [...groups.known, ...extra] },
                  type: type === 'Interface' ? 'vpc_endpoint' : 'gateway_load_balancer_endpoint',
                  requesterManaged: true,
                  description: `VPC Endpoint Interface ${id}`,
                  defaultGroup: type === 'Interface',
                },
                draft,
              ).id,
          );
    draft.network.vpcEndpoints.push({
      ...resource,
      vpcId,
      type,
      serviceName,
      state: 'available',
      routeTableIds,
      interfaceIds,
    });
    if (type === 'Gateway') addPrefixListRoutes(statement, serviceName, routeTableIds, draft);
  },
};

function refers(value: Parameters<Draft['ids']['resolve']>[0] | undefined, id: string, draft: Draft): boolean {
  const resolved = value && draft.ids.resolve(value);
  return resolved?.kind === 'string' && resolved.value === id;
}

function addPrefixListRoutes(statement: Statement, name: string, tableIds: readonly string[], draft: Draft): void {
  const { id, body, resource } = statement;
  const prefixListId = body.known('prefix_list_id') || impliedId(id, 'prefix_list_id');
  if (!draft.network.prefixLists.some((list) => list.id === prefixListId))
    draft.network.prefixLists.push({
      id: prefixListId,
      name,
      account: resource.account,
      region: resource.region,
      origin: resource.origin,
      awsManaged: true,
      cidrs: {
        unknown: `the addresses of ${name || 'the service'} are AWS's to say`,
        resolvedBy: 'a scan of the Region',
      },
    });
  for (const tableId of tableIds)
    draft.routeTable(tableId, resource.origin).routes.push({
      destination: { kind: 'prefix-list', prefixListId },
      target: { kind: 'vpc-endpoint', id },
      state: 'active',
      propagated: false,
      origin: resource.origin,
    });
}
