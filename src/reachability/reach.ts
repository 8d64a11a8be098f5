import { ICMP, ICMPV6, parseProtocol, SallyportError, TCP, UDP } from '../network/index.ts';
import type { Cause, Hop, Query, Reach, Verdict, Witness } from './answer.ts';
import type { Compiled } from './compile/compile.ts';
import { type Decision, NOTHING, or } from './compile/decision.ts';
import { resolveEndpoint } from './endpoint.ts';
import { groupCauses, groupDoubts } from './explain.ts';
import { type Flow, flowsBetween } from './flows.ts';
import {
  ALL_SERVICES,
  hasServices,
  icmpServices,
  intersectServices,
  pickService,
  portServices,
  protocolServices,
  type ServiceSet,
  toServiceRanges,
  unionServices,
} from './sets/services.ts';
import { witnessOf } from './witness.ts';

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
  const summary = new Summary(net, asked, query.sourcePort);
  for (const flow of flowsBetween(net, from, to, options)) summary.add(flow);
  if (summary.isEmpty) {
    const empty = [from, to].filter(
      ({ members, outside }) => members.length === 0 && outside.v4.length + outside.v6.length === 0,
    );
    const text =
      empty.length > 0
        ? `${empty.map((endpoint) => endpoint.text).join(' and ')} holds no interface`
        : 'no interface of the network is at either end, and nothing connects the two';
    return { ...summary.answer(), because: [{ text }] };
  }
  return summary.answer();
}

/** The services a query asks about; everything where it names none. */
function queryServices({ protocol, port, icmpType, icmpCode }: Query): ServiceSet {
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

/** How many flows with something to say are explained for `because`; beyond, causes only repeat. */
const EXPLAINED = 40;

/** Gathers the flows of a query: unions of what passes, the best flow for the witness, causes and doubts. */
class Summary {
  isEmpty = true;
  private forward: Decision = NOTHING;
  private both: Decision = NOTHING;
  private best: { flow: Flow; rank: number } | undefined;
  private readonly causes = new Map<string, Cause>();
  private readonly unknowns = new Set<string>();
  private readonly assumptions = new Set<string>();
  private explained = 0;
  private readonly net: Compiled;
  private readonly asked: ServiceSet;
  private readonly sourcePort: number | undefined;

  constructor(net: Compiled, asked: ServiceSet, sourcePort: number | undefined) {
    this.net = net;
    this.asked = asked;
    this.sourcePort = sourcePort;
  }

  add(flow: Flow): void {
    this.isEmpty = false;
    const forward = this.restrict(flow, flow.evaluation.forward);
    const both = this.restrict(flow, flow.evaluation.both);
    this.forward = or(this.forward, forward);
    this.both = or(this.both, both);
    const rank = rankOf(forward, both);
    if (this.best === undefined || rank > this.best.rank) this.best = { flow, rank };
    for (const text of flow.evaluation.way.assumptions) this.assumptions.add(text);
    for (const { trail } of flow.evaluation.replies) for (const text of trail.assumptions) this.assumptions.add(text);
    if (hasServices(forward.possible) && this.explained < EXPLAINED) {
      this.explained++;
      if (hasServices(both.allowed)) this.addCauses(flow, both.allowed);
      if (both.possible.length > both.allowed.length || forward.possible.length > forward.allowed.length)
        this.addDoubts(flow, forward.possible);
    }
  }

  private restrict({ doubt }: Flow, { allowed, possible }: Decision): Decision {
    const certain = doubt === undefined ? intersectServices(allowed, this.asked) : [];
    return { allowed: certain, possible: intersectServices(possible, this.asked) };
  }

  private addCauses(flow: Flow, services: ServiceSet): void {
    const probe = { services, point: pickService(services) };
    for (const step of flow.evaluation.way.steps)
      if (step.kind === 'security-group')
        for (const cause of groupCauses(this.net, step, probe)) this.causes.set(cause.text, cause);
  }

  private addDoubts({ doubt, evaluation }: Flow, services: ServiceSet): void {
    if (doubt !== undefined) this.unknowns.add(doubt);
    const probe = { services, point: pickService(services) };
    for (const step of evaluation.way.steps) {
      if (step.kind === 'doubt') this.unknowns.add(step.text);
      if (step.kind === 'security-group' && step.decision.allowed !== step.decision.possible)
        for (const text of groupDoubts(this.net, step, probe)) this.unknowns.add(text);
      if (step.kind === 'network-acl' && step.decision.allowed !== step.decision.possible)
        this.unknowns.add(`an entry of ${step.subnet.acl?.acl.id ?? step.subnet.id} is not known`);
    }
    for (const { trail } of evaluation.replies)
      for (const step of trail.steps) if (step.kind === 'doubt') this.unknowns.add(step.text);
  }

  answer(): Reach {
    const forward = verdictOf(this.forward);
    const verdict = verdictOf(this.both);
    const best = this.best?.flow;
    const witness = best && this.witness(best);
    const isOpen = verdict === 'reachable';
    return {
      verdict,
      forward,
      return: verdict,
      services: toServiceRanges(this.both.allowed),
      because: isOpen ? [...this.causes.values()] : witness ? blockers(witness) : [],
      unknowns: isOpen && forward === 'reachable' ? [] : [...this.unknowns],
      assumptions: [...this.assumptions],
      notes: best && isOpen ? partialNotes(best) : [],
      ...(witness && { witness }),
    };
  }

  private witness(flow: Flow): Witness {
    const { forward, both } = flow.evaluation;
    const choices = [both.allowed, forward.allowed, both.possible, forward.possible, ALL_SERVICES];
    const services = choices.map((set) => intersectServices(set, this.asked)).find(hasServices) ?? this.asked;
    return witnessOf(this.net, flow, services, this.sourcePort);
  }
}

function verdictOf({ allowed, possible }: Decision): Verdict {
  if (hasServices(allowed)) return 'reachable';
  return hasServices(possible) ? 'unknown' : 'blocked';
}

function rankOf(forward: Decision, both: Decision): number {
  if (hasServices(both.allowed)) return 4;
  if (hasServices(forward.allowed)) return 3;
  if (hasServices(both.possible)) return 2;
  return hasServices(forward.possible) ? 1 : 0;
}

/** Every filter that stops the witness packet, in the packet's order: first the way out, then the way back. */
function blockers({ forward, return: back }: Witness): Cause[] {
  const stops = [...forward, ...back].filter(({ decision }: Hop) => decision === 'blocks' || decision === 'unknown');
  return stops.map(({ text, cause }) => cause ?? { text });
}

function partialNotes({ evaluation }: Flow): string[] {
  return [...evaluation.partialPorts].flatMap(([, open]) =>
    toServiceRanges(open).flatMap((range) =>
      'ports' in range
        ? [
            `replies reach only part of the client's ephemeral ports: ${range.protocol} ${range.ports.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(', ')}`,
          ]
        : [],
    ),
  );
}
