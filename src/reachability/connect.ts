import type { RouteTargetKind } from '../network/index.ts';
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
        return isPublic || leadsOn(net, target.id);
      default:
        return true;
    }
  });
}

/** Whether packets can leave a NAT gateway's own subnet by more than the internet: then it translates towards other VPCs too. */
function leadsOn(net: Compiled, natId: string): boolean {
  const [nat] = net.nats.get(natId) ?? [];
  return (
    nat?.subnet === undefined || nat.subnet.routes.table.routes.some(({ target }) => !TO_INTERNET.has(target.kind))
  );
}

const TO_INTERNET: ReadonlySet<RouteTargetKind> = new Set([
  'local',
  'internet-gateway',
  'egress-only-internet-gateway',
  'nat-gateway',
]);
