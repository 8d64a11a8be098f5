import type {
  TransitGateway,
  TransitGatewayAttachment,
  TransitGatewayRoute,
  TransitGatewayRouteTable,
  VpnConnection,
} from '../../../src/network/index.ts';
import type { TransitPlan } from './plan.ts';
import { ACCOUNTS, pick, SITE } from './pools.ts';
import { ORIGIN, type Site } from './vpc.ts';

const GLOBAL = { account: ACCOUNTS[0], region: 'us-east-1', origin: ORIGIN };
const PEER = 'tgw-attach-peer';
const VPN = 'tgw-attach-vpn';

interface Transit {
  readonly gateways: readonly TransitGateway[];
  readonly attachments: readonly TransitGatewayAttachment[];
  readonly tables: readonly TransitGatewayRouteTable[];
  readonly vpn: VpnConnection | undefined;
}

/** A transit gateway with its VPCs; perhaps a second one that holds the last VPC, and perhaps a VPN connection. */
export function buildTransit(plan: TransitPlan, sites: readonly Site[], cidrs: readonly string[]): Transit {
  const vpcs = attachVpcs(plan, sites);
  const far = plan.peered && vpcs.length > 1 ? vpcs.at(-1) : undefined;
  const near = vpcs.filter((each) => each !== far);
  const vpn: VpnConnection | undefined = plan.vpn
    ? { ...GLOBAL, id: 'vpn-0', transitGatewayId: 'tgw-0', state: 'available', routes: [SITE] }
    : undefined;
  const fixed = [
    ...(far ? [to('10.0.0.0/8', PEER), to('2600:1f16:a::/48', PEER)] : []),
    ...(vpn ? [to(SITE, VPN)] : []),
  ];
  const tables = plan.tables.map(
    (table, at): TransitGatewayRouteTable => ({
      ...GLOBAL,
      id: `tgw-rtb-${at}`,
      transitGatewayId: 'tgw-0',
      routes: distinct([
        ...table.routes.flatMap(({ destination, attachment, blackhole }) =>
          near.length === 0 ? [] : [to(pick(cidrs, destination), blackhole ? undefined : pick(near, attachment).id)],
        ),
        ...fixed,
      ]),
      propagations: near.filter((_, number) => ((table.propagations >> number) & 1) === 0).map(({ id }) => id),
    }),
  );
  const gateway = (id: string, account: string): TransitGateway => ({
    ...GLOBAL,
    account,
    id,
    owner: account,
    securityGroupReferencing: plan.referencing,
    autoAcceptSharedAttachments: false,
  });
  const special = (id: string, more: Pick<TransitGatewayAttachment, 'resourceType' | 'resourceId'>) => ({
    ...GLOBAL,
    id,
    transitGatewayId: 'tgw-0',
    resourceAccount: GLOBAL.account,
    state: 'available',
    associatedRouteTableId: 'tgw-rtb-0',
    ...more,
  });
  const peer = { ...special(PEER, { resourceType: 'peering', resourceId: 'tgw-1' }), peerTransitGatewayId: 'tgw-1' };
  return {
    gateways: [gateway('tgw-0', ACCOUNTS[0]), ...(far ? [gateway('tgw-1', ACCOUNTS[1])] : [])],
    attachments: [
      ...near,
      ...(vpn ? [special(VPN, { resourceType: 'vpn', resourceId: 'vpn-0' })] : []),
      ...(far
        ? [
            peer,
            {
              ...peer,
              transitGatewayId: 'tgw-1',
              resourceId: 'tgw-0',
              peerTransitGatewayId: 'tgw-0',
              associatedRouteTableId: 'tgw-rtb-far',
            },
            { ...far, transitGatewayId: 'tgw-1', associatedRouteTableId: 'tgw-rtb-far' },
          ]
        : []),
    ],
    tables: far
      ? [
          ...tables,
          {
            ...GLOBAL,
            id: 'tgw-rtb-far',
            transitGatewayId: 'tgw-1',
            routes: [to('10.0.0.0/8', PEER), to('2600:1f16:a::/48', PEER), to(SITE, PEER)],
            propagations: [far.id],
          },
        ]
      : tables,
    vpn,
  };
}

function attachVpcs(plan: TransitPlan, sites: readonly Site[]): readonly TransitGatewayAttachment[] {
  return sites.flatMap((site, at): TransitGatewayAttachment[] => {
    const each = plan.attachments[at];
    // Of two VPCs with one CIDR a gateway's table can hold only one, and AWS does not say which.
    const twin = sites.slice(0, at).some(({ vpc }) => vpc.ipv4Cidrs[0] === site.vpc.ipv4Cidrs[0]);
    if (!each || each.missing || twin || site.vpc.region !== 'us-east-1') return [];
    const zones = new Set<string | undefined>();
    const subnetIds = site.subnets.flatMap((subnet, number) => {
      // One subnet a zone.
      if (number > 0 && ((each.subnets >> number) & 1) === 0) return [];
      if (zones.has(subnet.availabilityZoneId)) return [];
      zones.add(subnet.availabilityZoneId);
      return [subnet.id];
    });
    const table = each.table % (plan.tables.length + 1);
    return [
      {
        ...GLOBAL,
        id: `tgw-attach-${at}`,
        transitGatewayId: 'tgw-0',
        resourceType: 'vpc',
        resourceId: site.vpc.id,
        resourceAccount: site.vpc.account,
        state: each.available ? 'available' : 'pendingAcceptance',
        associatedRouteTableId: `tgw-rtb-${table % plan.tables.length}`,
        subnetIds,
        securityGroupReferencing: each.referencing,
        applianceMode: each.appliance,
      },
    ];
  });
}

function to(cidr: string, attachmentId: string | undefined): TransitGatewayRoute {
  return {
    cidr,
    type: 'static',
    state: attachmentId === undefined ? 'blackhole' : 'active',
    attachmentIds: attachmentId === undefined ? [] : [attachmentId],
  };
}

function distinct(routes: readonly TransitGatewayRoute[]): readonly TransitGatewayRoute[] {
  return routes.filter(({ cidr }, at) => routes.findIndex((each) => each.cidr === cidr) === at);
}
