import { expect, it } from 'vitest';
import { ICMP, ICMPV6, type Network, parseProtocol, TCP, UDP } from '../../../src/network/index.ts';
import { compile, type Query, reach, type Verdict } from '../../../src/reachability/index.ts';
import { NETWORK } from '../walker/fixture.ts';
import { expected } from '../walker/index.ts';

/** What becomes of a flow: both ways, only the first packet (`one way`), or whatever cannot be known. */
export type Outcome = 'reachable' | 'blocked' | 'unknown' | 'one way' | 'one way, perhaps';

export interface Case {
  readonly name: string;
  readonly network?: Network;
  /** `FROM TO [SERVICE] [from PORT]`, the service being `tcp/443`, `icmp/8/0`, `esp` or nothing for any. */
  readonly flow: string;
  readonly is: Outcome;
  /** What the answer must say somewhere: in what would be needed, in a cause's text or rule id, an unknown, an assumption or a note. */
  readonly says?: string;
}

const VERDICTS: Readonly<Record<Outcome, readonly [forward: Verdict, both: Verdict]>> = {
  reachable: ['reachable', 'reachable'],
  blocked: ['blocked', 'blocked'],
  unknown: ['unknown', 'unknown'],
  'one way': ['reachable', 'blocked'],
  'one way, perhaps': ['reachable', 'unknown'],
};

/** Asks the engine for every case, and the naive walker for those that name one packet. */
export function check(cases: readonly Case[]): void {
  it.each(cases)('$name', ({ network = NETWORK, flow, is, says }) => {
    const query = parse(flow);
    const { forward, verdict, because, unknowns, assumptions, notes } = reach(compile(network), query);
    const causes = because.flatMap(({ text, ruleId, needs }) => [text, ruleId ?? [], needs ?? []].flat());
    expect({ forward, verdict, because: causes }).toMatchObject({ forward: VERDICTS[is][0], verdict: VERDICTS[is][1] });
    if (says !== undefined) expect([...causes, ...unknowns, ...assumptions, ...notes].join('\n')).toContain(says);
  });
  const walkable = cases.filter(({ network = NETWORK, flow }) => isOnePacket(network, flow));
  if (walkable.length > 0)
    it.each(walkable)('$name, says the walker too', ({ network = NETWORK, flow, is }) => {
      const { from, to, protocol, ...service } = parse(flow);
      const walked = expected(network, { from, to, protocol: Number(protocol), ...service }, [1024, 65_535]);
      const [forward, verdict] = VERDICTS[is];
      expect(walked, walked.trace.join('\n')).toMatchObject({ forward, verdict });
    });
}

function parse(flow: string): Query {
  const [route = '', port] = flow.split(' from ');
  const [from = '', to = '', service] = route.split(' ');
  const [name = '', first, second] = service?.split('/') ?? [];
  const protocol = parseProtocol(name);
  return {
    from,
    to,
    ...(service === undefined || protocol === undefined ? {} : { protocol }),
    ...(first === undefined ? {} : isIcmp(protocol) ? { icmpType: Number(first) } : { port: Number(first) }),
    ...(second === undefined ? {} : { icmpCode: Number(second) }),
    ...(port === undefined ? {} : { sourcePort: Number(port) }),
  };
}

function isIcmp(protocol: string | number | undefined): boolean {
  return protocol === ICMP || protocol === ICMPV6;
}

/** The walker knows interfaces, gateways and addresses, and one service at a time. */
function isOnePacket(network: Network, flow: string): boolean {
  const { from, to, protocol, port, icmpType } = parse(flow);
  const isWalked = (end: string) =>
    end === 'internet' ||
    (/^[\d.a-f:]+$/.test(end) && /[.:]/.test(end)) ||
    network.interfaces.some(({ id }) => id === end) ||
    network.vpnGateways.some(({ id }) => id === end);
  const isWhole =
    protocol === TCP || protocol === UDP
      ? port !== undefined
      : isIcmp(protocol)
        ? icmpType !== undefined
        : protocol !== undefined && protocol !== 'all';
  return isWhole && isWalked(from) && isWalked(to);
}

type Kind = keyof Network;
type Named = Exclude<Kind, 'securityGroupVpcAssociations' | 'blockPublicAccess' | 'gaps' | 'problems'>;

/** The network with one resource changed. */
export function changed<K extends Named>(
  network: Network,
  kind: K,
  id: string,
  patch: Partial<Network[K][number]>,
): Network {
  const list: readonly { readonly id: string }[] = network[kind];
  if (!list.some((each) => each.id === id)) throw new RangeError(`${kind} holds no ${id}`);
  return { ...network, [kind]: list.map((each) => (each.id === id ? { ...each, ...patch } : each)) };
}

/** The network with more resources. */
export function added<K extends Kind>(network: Network, kind: K, ...more: Network[K][number][]): Network {
  return { ...network, [kind]: [...network[kind], ...more] };
}

/** The network without one resource. */
export function removed(network: Network, kind: Named, id: string): Network {
  const list: readonly { readonly id: string }[] = network[kind];
  return { ...network, [kind]: list.filter((each) => each.id !== id) };
}
