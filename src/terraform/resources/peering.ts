import type { PeeringSide } from '../../network/index.ts';
import type { Draft, ResourceKind } from './draft.ts';

/** A peering is active once this code accepts it, by `auto_accept` or an accepter; else it waits for the other side. */
export const peering: ResourceKind = {
  types: ['aws_vpc_peering_connection'],
  read({ body, resource, address }, draft) {
    const sideAt = (
      vpcId: string | undefined,
      account: string | undefined,
      region: string | undefined,
    ): PeeringSide => {
      const vpc = draft.network.vpcs.find((item) => item.id === vpcId);
      if (vpcId === undefined) draft.problem(address, 'one side of the peering is an unknown VPC', body.at());
      return {
        vpcId: vpcId ?? '',
        account: account ?? vpc?.account ?? resource.account,
        region: region ?? vpc?.region ?? resource.region,
        cidrs: vpc ? [...vpc.ipv4Cidrs, ...vpc.ipv6Cidrs] : [],
      };
    };
    const accepted = body.bool('auto_accept') === true || isAccepted(resource.id, draft);
    draft.network.peerings.push({
      ...resource,
      requester: sideAt(body.known('vpc_id'), undefined, undefined),
      accepter: sideAt(body.known('peer_vpc_id'), body.known('peer_owner_id'), body.known('peer_region')),
      status: body.known('accept_status') ?? (accepted ? 'active' : 'pending-acceptance'),
    });
  },
};

function isAccepted(id: string, draft: Draft): boolean {
  return draft.ofType('aws_vpc_peering_connection_accepter').some((r) => draft.ids.idOf(r) === id);
}
