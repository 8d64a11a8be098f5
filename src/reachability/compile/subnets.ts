import { gapAt, type Network, type RouteTable, type Subnet } from '../../network/index.ts';
import { compileAcl } from './network-acls.ts';
import { internetPolicy, type SubnetPlace, type VpcPlace } from './places.ts';
import type { CompiledRoutes } from './routes.ts';
import { accessOf, type CompileTable } from './vpcs.ts';

export function compileSubnets(
  network: Network,
  vpcs: ReadonlyMap<string, VpcPlace>,
  compileTable: CompileTable,
): Map<string, SubnetPlace> {
  const acls = new Map(network.networkAcls.map((acl) => [acl.id, compileAcl(acl)]));
  const aclOf = new Map(network.networkAcls.flatMap((acl) => acl.subnetIds.map((id) => [id, acls.get(acl.id)!])));
  const defaultAclOf = new Map(
    network.networkAcls.filter((acl) => acl.isDefault).map((acl) => [acl.vpcId, acls.get(acl.id)!]),
  );
  const tableOf = new Map(network.routeTables.flatMap((table) => table.subnetIds.map((id) => [id, table])));
  const mainTableOf = new Map(network.routeTables.filter((table) => table.main).map((table) => [table.vpcId, table]));
  const compiledTables = new Map<string, CompiledRoutes>();
  const places = new Map<string, SubnetPlace>();
  for (const subnet of network.subnets) {
    const vpc = vpcs.get(subnet.vpcId);
    if (vpc === undefined) continue;
    const cidrs = [...vpc.vpc.ipv4Cidrs, ...vpc.vpc.ipv6Cidrs];
    const table = tableOf.get(subnet.id) ?? mainTableOf.get(subnet.vpcId);
    const compiledTable = compiledTables.get(table?.id ?? vpc.id) ?? compileTable(table ?? implicitTable(vpc), cidrs);
    compiledTables.set(table?.id ?? vpc.id, compiledTable);
    const acl = aclOf.get(subnet.id) ?? defaultAclOf.get(subnet.vpcId);
    places.set(subnet.id, {
      id: subnet.id,
      subnet,
      vpc,
      ...(acl ? { acl } : withoutAcl(network, subnet)),
      routes: compiledTable,
      ...(!table && {
        routesAssumption: `no route table of ${vpc.id} is in the snapshot: only its local routes are assumed`,
      }),
      internet: internetPolicy(accessOf(network, vpc.vpc), vpc.id, subnet.id),
    });
  }
  return places;
}

/** A subnet without a known ACL: AWS's default one is assumed unless asking for it failed. */
function withoutAcl(network: Network, subnet: Subnet): { aclAssumption: string } | { aclUnknown: string } {
  const gap = gapAt(network, 'describe-network-acls', subnet);
  if (gap && gap.kind !== 'not-collected')
    return { aclUnknown: `the network ACL of ${subnet.id} could not be read (describe-network-acls ${gap.kind})` };
  return {
    aclAssumption: `network ACLs were not collected: ${subnet.id} is assumed to have the default ACL, which allows everything`,
  };
}

function implicitTable({ id, vpc }: VpcPlace): RouteTable {
  return {
    id: `main route table of ${id}`,
    account: vpc.account,
    region: vpc.region,
    origin: vpc.origin,
    vpcId: id,
    main: true,
    subnetIds: [],
    gatewayIds: [],
    routes: [],
  };
}
