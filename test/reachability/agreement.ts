import type { Network } from '../../src/network/index.ts';
import { compile, type Query, type Reach, reach, type ServiceRange } from '../../src/reachability/index.ts';
import { build, EPHEMERAL, type Plan, type Question, type QuestionPlan, question, services } from './generate/index.ts';
import { type Expectation, expected, ICMP, ICMPV6, TCP, UDP } from './walker/index.ts';

/** One answer of the engine that the walker does not share. */
export interface Disagreement {
  readonly question: Question;
  readonly engine: Pick<Reach, 'verdict' | 'forward' | 'return' | 'because' | 'unknowns'>;
  readonly walker: Expectation;
}

/** Puts every planned question to the engine and to the walker. */
export function disagreements(plan: Plan, questions: readonly QuestionPlan[]): Disagreement[] {
  const network = build(plan);
  const ephemeralPorts = portsOf(plan);
  const compiled = compile(network, { ephemeralPorts });
  return questions.flatMap((each) => {
    const asked = question(network, each);
    const engine = reach(compiled, asked satisfies Query);
    const walker = expected(network, asked, ephemeralPorts);
    return agrees(engine, walker) ? [] : [{ question: asked, engine, walker }];
  });
}

function portsOf({ ephemeral }: Plan): readonly [number, number] {
  return EPHEMERAL[ephemeral] ?? [1024, 65_535];
}

/** A return is worth comparing only where some packet got there to be replied to, and all is known. */
function agrees(engine: Pick<Reach, 'verdict' | 'forward' | 'return'>, walker: Expectation): boolean {
  if (engine.verdict !== walker.verdict || engine.forward !== walker.forward) return false;
  return walker.forward !== 'reachable' || walker.verdict === 'unknown' || engine.return === walker.return;
}

/** Services of a pair that the engine's full answer holds and the walker's does not, or the reverse. */
export function serviceDisagreements(plan: Plan, { from, to }: QuestionPlan): Disagreement[] {
  const network = build(plan);
  const pair = question(network, { from, to, service: 0, sourcePort: null });
  const ephemeralPorts = portsOf(plan);
  const engine = reach(compile(network, { ephemeralPorts }), { from: pair.from, to: pair.to });
  return services(network).flatMap((service) => {
    const asked: Question = { from: pair.from, to: pair.to, ...service };
    const walker = expected(network, asked, ephemeralPorts);
    const isOpen = holds(engine.services, asked);
    return isOpen === (walker.verdict === 'reachable') ? [] : [{ question: asked, engine, walker }];
  });
}

/** Whether a service set as answers print it holds the one service of a question. */
export function holds(ranges: readonly ServiceRange[], { protocol, port = 0, icmpType, icmpCode }: Question): boolean {
  const names: Readonly<Record<number, string>> = { [ICMP]: 'icmp', [TCP]: 'tcp', [UDP]: 'udp', [ICMPV6]: 'icmpv6' };
  const name = names[protocol] ?? String(protocol);
  return ranges.some((range) => {
    if (range.protocol === 'all') return true;
    if (range.protocol !== name) return false;
    if ('ports' in range) return range.ports.some(([low, high]) => low <= port && port <= high);
    if ('types' in range)
      return range.types.some(
        ([type, code]) => (type === -1 || type === icmpType) && (code === -1 || code === icmpCode),
      );
    return true;
  });
}

const BORING = new Set([
  'origin',
  'account',
  'requesterManaged',
  'status',
  'weight',
  'awsManaged',
  'mapPublicIpOnLaunch',
]);

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A disagreement as a person reads it. */
export function describeDisagreement(network: Network, { question: asked, engine, walker }: Disagreement): string {
  const line = (name: string, one: { verdict: string; forward: string; return: string }) =>
    `${name.padEnd(8)}${one.verdict} (forward ${one.forward}, return ${one.return})`;
  return [
    JSON.stringify(asked),
    line('engine', engine),
    ...engine.because.map(({ text }) => `          ${text}`),
    ...engine.unknowns.map((text) => `          unknown: ${text}`),
    line('walker', walker),
    `          packet ${JSON.stringify(walker.packet)}`,
    ...walker.trace.map((text) => `          ${text}`),
    JSON.stringify(network, (key, value) => (BORING.has(key) || isEmpty(value) ? undefined : value)),
  ].join('\n');
}
