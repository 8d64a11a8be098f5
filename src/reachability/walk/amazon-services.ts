import { parseCidr, TCP, UDP } from '../../network/index.ts';
import { certain, type Decision } from '../compile/decision.ts';
import type { VpcPlace } from '../compile/places.ts';
import { buildTable, lookup, type Table } from '../compile/table.ts';
import { portServices, unionServices } from '../sets/services.ts';
import type { Flight, Journey } from './journey.ts';
import { pass } from './trail.ts';

interface AmazonService {
  readonly name: string;
  readonly decision: Decision;
}

const DNS: AmazonService = {
  name: 'the VPC resolver',
  decision: certain(unionServices(portServices(TCP, 53, 53), portServices(UDP, 53, 53))),
};
const METADATA: AmazonService = { name: 'the instance metadata service', decision: certain(portServices(TCP, 80, 80)) };
const TIME: AmazonService = { name: 'the time sync service', decision: certain(portServices(UDP, 123, 123)) };

const LINK_LOCAL: readonly (readonly [address: string, service: AmazonService])[] = [
  ['169.254.169.254', METADATA],
  ['169.254.169.253', DNS],
  ['169.254.169.123', TIME],
  ['fd00:ec2::254', METADATA],
  ['fd00:ec2::253', DNS],
  ['fd00:ec2::123', TIME],
];

const tables = new WeakMap<VpcPlace, { v4: Table<AmazonService | undefined>; v6: Table<AmazonService | undefined> }>();

function tablesOf(place: VpcPlace) {
  const known = tables.get(place);
  if (known) return known;
  const spans = LINK_LOCAL.map(([address, item]) => ({ ...parseCidr(address), item }));
  const [primary] = place.vpc.ipv4Cidrs;
  if (primary !== undefined) {
    const first = Number(parseCidr(primary).first) + 2;
    spans.push({ family: 4, first, end: first + 1, item: DNS });
  }
  const build = (family: 4 | 6) =>
    buildTable<AmazonService, AmazonService | undefined>(
      family,
      spans.filter((span) => span.family === family),
      ([item]) => item,
    );
  const made = { v4: build(4), v6: build(6) };
  tables.set(place, made);
  return made;
}

/**
 * The resolver, metadata and time sync answer every interface, past security groups and ACLs (rule 8). They start no flows: a
 * reply to their address answers somebody else's.
 */
export function amazonService({ trail, reply }: Journey, vpc: VpcPlace, flight: Flight): boolean {
  if (reply !== undefined) return false;
  const table = tablesOf(vpc);
  const service = lookup<AmazonService | undefined>(
    typeof flight.destination.at === 'number' ? table.v4 : table.v6,
    flight.destination,
  );
  if (service === undefined) return false;
  pass(trail, {
    kind: 'limit',
    hop: 'gateway',
    id: service.name,
    text: `${service.name}, which no group or ACL filters`,
    needs: `a port that ${service.name} answers on`,
    decision: service.decision,
  });
  trail.delivered = 'service';
  return true;
}
