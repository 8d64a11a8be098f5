import { ICMP, ICMPV6, parseProtocol, SallyportError, TCP, UDP } from '../network/index.ts';
import type { Query, Reach } from './answer.ts';
import type { Compiled } from './compile/compile.ts';
import { type Endpoint, resolveEndpoint } from './endpoint.ts';
import { flowsBetween } from './flows.ts';
import { hasAddresses } from './sets/addresses.ts';
import {
  ALL_SERVICES,
  icmpServices,
  portServices,
  protocolServices,
  type ServiceSet,
  unionServices,
} from './sets/services.ts';
import { summarize } from './summary.ts';

/** A query that cannot be asked as it stands. */
export class QueryError extends SallyportError {}

/**
 * Answers one query exactly: the services that get through both ways, the verdict of each direction, and a witness.
 * @throws EndpointError when an endpoint names nothing; QueryError when protocol, port or type are out of range
 */
export function reach(net: Compiled, query: Query): Reach {
  const asked = queryServices(query);
  const from = resolveEndpoint(net, query.from);
  const to = resolveEndpoint(net, query.to);
  const options = { thorough: true, ...(query.sourcePort !== undefined && { sourcePort: query.sourcePort }) };
  const answer = summarize(net, asked, flowsBetween(net, from, to, options), {
    sourcePort: query.sourcePort,
    isolated: isolation(from, to),
  });
  const unread = answer.verdict === 'blocked' ? unreadOf(net, [from, to]) : [];
  if (unread.length === 0) return answer;
  const forward = answer.forward === 'blocked' ? 'unknown' : answer.forward;
  return { ...answer, verdict: 'unknown', forward, return: 'unknown', unknowns: [...answer.unknowns, ...unread] };
}

/** What could not be read of the interfaces at the ends: an address that is left out might be the one that gets through. */
function unreadOf({ network: { problems } }: Compiled, ends: readonly Endpoint[]): string[] {
  if (problems.length === 0) return [];
  const ids = new Set(ends.flatMap(({ members }) => members.map(({ host }) => host.interface.id)));
  return problems
    .filter(({ resource }) => ids.has(resource))
    .map(
      ({ resource, message, file }) => `${resource} could not be read in full: ${message}${file ? ` (${file})` : ''}`,
    );
}

/** Why there is not even a packet to follow. */
function isolation(from: Endpoint, to: Endpoint): string {
  const empty = [from, to].filter(({ members, outside }) => members.length === 0 && !hasAddresses(outside));
  if (empty.length === 0) return 'no interface of the network is at either end, and nothing connects the two';
  return `${empty.map(({ text }) => text).join(' and ')} holds no interface`;
}

/** The services a query asks about; everything where it names none. */
export function queryServices({ protocol, port, icmpType, icmpCode }: Omit<Query, 'from' | 'to'>): ServiceSet {
  if (protocol === undefined) {
    if (port === undefined) return icmpType === undefined ? ALL_SERVICES : icmpOf(ICMP, icmpType, icmpCode);
    return unionServices(ports(TCP, port), ports(UDP, port));
  }
  const number = parseProtocol(protocol);
  if (number === undefined)
    throw new QueryError(
      `'${protocol}' is no protocol: use a name such as tcp, udp or icmp, or a number from 0 to 255.`,
    );
  if (number === 'all') return ALL_SERVICES;
  if (port !== undefined) {
    if (number !== TCP && number !== UDP)
      throw new QueryError(`A port goes with tcp or udp, not with protocol ${protocol}.`);
    return ports(number, port);
  }
  if (icmpType !== undefined) {
    if (number !== ICMP && number !== ICMPV6)
      throw new QueryError(`An ICMP type goes with icmp or icmpv6, not with protocol ${protocol}.`);
    return icmpOf(number, icmpType, icmpCode);
  }
  return protocolServices(number);
}

function ports(protocol: number, port: number): ServiceSet {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new QueryError(`Port ${port} is not between 0 and 65535.`);
  return portServices(protocol, port, port);
}

function icmpOf(protocol: number, type: number, code: number | undefined): ServiceSet {
  for (const value of [type, code ?? -1])
    if (!Number.isInteger(value) || value < -1 || value > 255)
      throw new QueryError(`ICMP type or code ${value} is not between -1 and 255.`);
  return icmpServices(protocol, type, code ?? -1);
}
