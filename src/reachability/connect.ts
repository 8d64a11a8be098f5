import type { Compiled } from './compile/compile.ts';
import type { Host } from './compile/places.ts';

/** Whether any route of the sender's subnet could lead to the receiver: a quick no for most pairs of VPCs. */
export function mayConnect(net: Compiled, sender: Host, receiver: Host): boolean {
  const [from, to] = [sender.subnet, receiver.subnet];
  if (from === undefined || to === undefined || from.vpc === to.vpc) return true;
  const isPublic = receiver.publics.size > 0 || receiver.addresses.v6.length > 0;
  return from.routes.table.routes.some(({ target }) => {
    switch (target.kind) {
      case 'local':
        return false;
      case 'internet-gateway':
      case 'egress-only-internet-gateway':
        return isPublic;
      case 'vpc-peering-connection': {
        const peering = net.network.peerings.find(({ id }) => id === target.id);
        return peering === undefined || [peering.requester.vpcId, peering.accepter.vpcId].includes(to.vpc.id);
      }
      case 'nat-gateway':
        return isPublic || net.nats.get(target.id)?.nat.connectivity !== 'public';
      default:
        return true;
    }
  });
}
