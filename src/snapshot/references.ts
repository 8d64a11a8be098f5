import type { Network, Origin, Problem, Resource } from '../network/index.ts';
import type { Snapshot } from './model.ts';

/**
 * Resources that name a VPC or subnet which their own account's complete answer does not hold. What was not collected
 * is a gap instead, and what other accounts own is unknown by itself.
 */
export function danglingReferences(network: Network, snapshot: Snapshot): Problem[] {
  const complete = new Set(
    snapshot.regions.flatMap(({ account, region, operations }) =>
      [...operations].filter(([, { status }]) => status === 'complete').map(([name]) => `${account}/${region}/${name}`),
    ),
  );
  const vpcIds = new Set(network.vpcs.map(({ id }) => id));
  const subnetIds = new Set(network.subnets.map(({ id }) => id));
  return [
    ...network.interfaces.flatMap((found) => dangling(found, 'describe-subnets', found.subnetId, subnetIds, complete)),
    ...[
      ...network.subnets,
      ...network.interfaces,
      ...network.securityGroups,
      ...network.routeTables,
      ...network.networkAcls,
    ]
      .filter(({ vpcId }) => vpcId !== '')
      .flatMap((found) => dangling(found, 'describe-vpcs', found.vpcId, vpcIds, complete)),
  ];
}

function dangling(
  resource: Resource,
  operation: string,
  id: string,
  known: ReadonlySet<string>,
  complete: ReadonlySet<string>,
): Problem[] {
  if (known.has(id) || resource.origin.kind !== 'live') return [];
  const { account, region } = resource.origin;
  if (!complete.has(`${account}/${region}/${operation}`)) return [];
  const file = fileOf(resource.origin);
  return [
    { resource: resource.id, file, message: `names ${id}, which ${account}/${region}/${operation}.json does not hold` },
  ];
}

function fileOf({ account, region, operation }: Extract<Origin, { kind: 'live' }>): string {
  return `${account}/${region}/${operation}.json`;
}
