import type { Host, SubnetPlace } from '../compile/places.ts';
import type { Cursor } from '../compile/table.ts';
import { passAcl, passGroups } from './filters.ts';
import type { Flight, Journey } from './journey.ts';
import { doubtAnonymously, drop } from './trail.ts';

/**
 * Into an interface that the packet is not addressed to (rules 13 and 21). It must take such packets at all, and its own
 * subnet's ACL and groups apply; what it then does with them nobody knows. `from` is the subnet the packet comes out of.
 */
export function intoMiddlebox(
  journey: Journey,
  middle: Host,
  from: SubnetPlace | undefined,
  packet: Pick<Flight, 'identity'> & { readonly source: Cursor },
): void {
  const { trail } = journey;
  const { id, sourceDestCheck } = middle.interface;
  if (sourceDestCheck) {
    drop(
      trail,
      'interface',
      id,
      `${id} has its source/destination check on and forwards nothing`,
      `the source/destination check of ${id} switched off, or another route`,
    );
    return;
  }
  if (middle.subnet !== undefined && middle.subnet !== from) passAcl(trail, 'ingress', middle.subnet, packet.source);
  // Asked for replies too: to this interface, which did not see the flow begin, a reply is a packet like any other.
  passGroups(
    journey.net,
    trail,
    'ingress',
    middle,
    packet.source,
    trail.scope === 'none' ? undefined : packet.identity,
  );
  trail.opaque = true;
  doubtAnonymously(trail, id, `the route leads to ${id}, a middlebox whose forwarding is not known`);
}
