import { isUnknown } from '../network/index.ts';
import type { Compiled } from './compile/compile.ts';
import type { VpcPlace } from './compile/places.ts';
import { type AddressSet, addressSet } from './sets/addresses.ts';
import type { Source } from './walk/evaluate.ts';

/** A way into a VPC for addresses nobody in the network owns, and which of them may come that way. */
export interface Entrance {
  readonly from: Source;
  readonly gatewayId: string;
  readonly addresses: AddressSet;
  /** The part of them that more than a default route says is there. */
  readonly certain: AddressSet;
}

/** The VPN, Direct Connect and unlinked-peer entrances of a VPC (rules 17–19). The internet is not among them. */
export function siteEntrances(net: Compiled, vpc: VpcPlace): readonly Entrance[] {
  return [...vpnGatewayEntrances(net, vpc), ...transitEntrances(net), ...peerEntrances(net, vpc)];
}

function vpnGatewayEntrances({ network }: Compiled, vpc: VpcPlace): Entrance[] {
  return [...vpc.vpnGatewayIds].map((id) => {
    const routed = network.routeTables
      .filter(({ vpcId }) => vpcId === vpc.id)
      .flatMap(({ routes }) => routes)
      .flatMap(({ target, destination }) =>
        target.id === id && destination.kind === 'cidr' ? [destination.cidr] : [],
      );
    const stated = network.vpnConnections
      .filter(({ vpnGatewayId }) => vpnGatewayId === id)
      .flatMap(({ routes }) => routes);
    return entrance({ kind: 'vpn-gateway', id }, id, [...routed, ...stated]);
  });
}

/** Of all transit gateways: the way may lead through some other VPC, out to the internet or into a middlebox. */
function transitEntrances({ network, transitGateways }: Compiled): Entrance[] {
  return [...transitGateways.values()].flatMap(({ id, attachments }) =>
    attachments
      .filter(({ resourceType }) => resourceType === 'vpn' || resourceType === 'direct-connect-gateway')
      .map((attachment) => {
        const routed = network.transitGatewayRouteTables
          .filter(({ transitGatewayId }) => transitGatewayId === id)
          .flatMap(({ routes }) => (isUnknown(routes) ? [] : routes))
          .flatMap(({ cidr, attachmentIds }) => (attachmentIds.includes(attachment.id) ? [cidr] : []));
        const stated = network.vpnConnections
          .filter((vpn) => vpn.id === attachment.resourceId)
          .flatMap(({ routes }) => routes);
        return entrance({ kind: 'transit', transitGatewayId: id, attachment }, attachment.resourceId, [
          ...routed,
          ...stated,
        ]);
      }),
  );
}

function peerEntrances({ network, vpcs }: Compiled, vpc: VpcPlace): Entrance[] {
  return network.peerings
    .filter(({ status }) => status === 'active')
    .flatMap((peering) => {
      const { requester, accepter } = peering;
      if (requester.vpcId !== vpc.id && accepter.vpcId !== vpc.id) return [];
      const peer = requester.vpcId === vpc.id ? accepter : requester;
      if (vpcs.has(peer.vpcId)) return [];
      return [entrance({ kind: 'peer', peering, into: vpc }, peering.id, peer.cidrs)];
    });
}

function entrance(from: Source, gatewayId: string, cidrs: readonly string[]): Entrance {
  const specific = addressSet(cidrs.filter((cidr) => !cidr.endsWith('/0')));
  return { from, gatewayId, addresses: addressSet(cidrs), certain: specific };
}
