import {
  type AddressNumber,
  type BlockPublicAccess,
  gapAt,
  type Network,
  type RouteTable,
  type Vpc,
} from '../../network/index.ts';
import { type Host, internetPolicy, type VpcPlace } from './places.ts';
import type { CompiledRoutes } from './routes.ts';
import { membership } from './table.ts';

/** Compiles a route table of a VPC with these CIDRs. */
export type CompileTable = (table: RouteTable, vpcCidrs: readonly string[]) => CompiledRoutes;

export function compileVpcs(network: Network, compileTable: CompileTable): Map<string, VpcPlace> {
  return new Map(
    network.vpcs.map((vpc) => {
      const cidrs = [...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs];
      const attached = ({ vpcIds }: { readonly vpcIds: readonly string[] }) => vpcIds.includes(vpc.id);
      const edgeTables = network.routeTables.filter((table) => table.vpcId === vpc.id && table.gatewayIds.length > 0);
      const place: VpcPlace = {
        id: vpc.id,
        vpc,
        cidrs: membership(cidrs),
        ...internetGatewayOf(network, vpc),
        internet: internetPolicy(accessOf(network, vpc), vpc.id, undefined),
        ...accessGap(network, vpc),
        egressOnlyGatewayIds: new Set(network.egressOnlyInternetGateways.filter(attached).map(({ id }) => id)),
        vpnGatewayIds: new Set(network.vpnGateways.filter(attached).map(({ id }) => id)),
        edgeRoutes: new Map(
          edgeTables.flatMap((table) => table.gatewayIds.map((id) => [id, compileTable(table, cidrs)])),
        ),
        owners: new Map(),
        prefixOwners: [],
      };
      return [vpc.id, place];
    }),
  );
}

/** The attached internet gateway; where gateways were not collected, the one its routes name, since AWS keeps those active. */
function internetGatewayOf(
  network: Network,
  vpc: Vpc,
): Pick<VpcPlace, 'internetGatewayId' | 'unseenInternetGatewayId' | 'internetGatewayAssumption'> {
  const attached = network.internetGateways.find(({ vpcIds }) => vpcIds.includes(vpc.id));
  if (attached) return { internetGatewayId: attached.id };
  const route = network.routeTables
    .filter(({ vpcId }) => vpcId === vpc.id)
    .flatMap(({ routes }) => routes)
    .find(({ target, state }) => target.kind === 'internet-gateway' && state === 'active');
  const id = route?.target.id;
  if (id === undefined || network.internetGateways.some((gateway) => gateway.id === id)) return {};
  if (!gapAt(network, 'describe-internet-gateways', vpc)) return { unseenInternetGatewayId: id };
  return {
    internetGatewayId: id,
    internetGatewayAssumption: `internet gateways were not collected: ${id} is assumed to be attached to ${vpc.id}, which has an active route to it`,
  };
}

/** Block Public Access of the VPC's account and Region. */
export function accessOf({ blockPublicAccess }: Network, vpc: Vpc): BlockPublicAccess | undefined {
  return blockPublicAccess.find(({ account, region }) => account === vpc.account && region === vpc.region);
}

/** What is missing of Block Public Access; exclusions matter where it is on. */
function accessGap(network: Network, vpc: Vpc): Pick<VpcPlace, 'accessAssumption' | 'accessUnknown'> {
  const isOn = (accessOf(network, vpc)?.mode ?? 'off') !== 'off';
  const wanted = isOn ? 'describe-vpc-block-public-access-exclusions' : 'describe-vpc-block-public-access-options';
  const gap = gapAt(network, wanted, vpc);
  if (gap === undefined) return {};
  const where = `of account ${vpc.account} in ${vpc.region}`;
  const what = isOn ? `exclusions from VPC Block Public Access ${where}` : `VPC Block Public Access ${where}`;
  if (gap.kind !== 'not-collected') return { accessUnknown: `${what} could not be read (${wanted} ${gap.kind})` };
  const assumed = isOn ? 'no VPC or subnet is assumed to be excluded' : 'it is assumed to be off';
  return { accessAssumption: `${what} was not collected: ${assumed}` };
}

/** The interface an address belongs to inside a VPC. */
export function ownerIn(vpc: VpcPlace, address: AddressNumber): Host | undefined {
  return (
    vpc.owners.get(address) ??
    vpc.prefixOwners.find(({ first, end }) => typeof first === typeof address && first <= address && address < end)
      ?.host
  );
}
