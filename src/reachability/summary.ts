import type { Cause, Hop, Reach, Verdict, Witness } from './answer.ts';
import type { Compiled } from './compile/compile.ts';
import { type Decision, NOTHING, or } from './compile/decision.ts';
import { groupCauses, groupDoubts } from './explain.ts';
import type { Flow } from './flows.ts';
import { once } from './once.ts';
import {
  ALL_SERVICES,
  hasServices,
  intersectServices,
  pickService,
  type ServiceSet,
  subtractServices,
  toServiceRanges,
} from './sets/services.ts';
import { uniqueCauses, witnessOf } from './witness.ts';

/** How many flows with something to say are kept to be explained; beyond, causes only repeat. */
const EXPLAINED = 40;

/**
 * Sums up the flows of a query. Verdicts and services are exact over all of them; the words (`because`, `witness`) are made
 * when they are read.
 */
export function summarize(
  net: Compiled,
  asked: ServiceSet,
  flows: Iterable<Flow>,
  { sourcePort, isolated }: { readonly sourcePort: number | undefined; readonly isolated: string },
): Reach {
  let forward = NOTHING;
  let both = NOTHING;
  let best: Flow | undefined;
  let bestRank = -1;
  const telling: Flow[] = [];
  const assumptions = new Set<string>();
  for (const flow of flows) {
    const out = restrict(flow, flow.evaluation.forward, asked);
    const back = restrict(flow, flow.evaluation.both, asked);
    forward = or(forward, out);
    both = or(both, back);
    const rank = rankOf(out, back);
    if (rank > bestRank) [best, bestRank] = [flow, rank];
    if (rank > 0 && telling.length < EXPLAINED) telling.push(flow);
    for (const text of flow.evaluation.way.assumptions) assumptions.add(text);
    for (const { trail } of flow.evaluation.replies) for (const text of trail.assumptions) assumptions.add(text);
  }
  const verdict = verdictOf(both);
  const isInDoubt = hasServices(subtractServices(both.possible, both.allowed)) || verdictOf(forward) === 'unknown';
  const answer = {
    verdict,
    forward: verdictOf(forward),
    return: verdict,
    services: toServiceRanges(both.allowed),
    unknowns: isInDoubt ? unique(telling.flatMap((flow) => doubtsOf(net, flow, asked))) : [],
    assumptions: [...assumptions],
    notes: best && verdict === 'reachable' ? partialNotes(best) : [],
  };
  if (best === undefined) return { ...answer, because: [{ text: isolated }] };
  return explained(
    answer,
    () => witnessFor(net, best, asked, sourcePort),
    () => causesFor(net, telling, asked),
  );
}

/** Adds the words, made once each when first read. */
function explained(
  answer: Omit<Reach, 'because' | 'witness'>,
  makeWitness: () => Witness,
  makeCauses: () => readonly Cause[],
): Reach {
  const witness = once(makeWitness);
  const because = once(() => (answer.verdict === 'reachable' ? makeCauses() : blockers(witness())));
  return {
    ...answer,
    get witness() {
      return witness();
    },
    get because() {
      return because();
    },
  };
}

/** The part of a decision that is asked about; nothing of it is certain where the source is not. */
export function restrict({ doubt }: Flow, { allowed, possible }: Decision, asked: ServiceSet): Decision {
  return {
    allowed: doubt === undefined ? intersectServices(allowed, asked) : [],
    possible: intersectServices(possible, asked),
  };
}

/** The security group rules that let something pass. */
function causesFor(net: Compiled, flows: readonly Flow[], asked: ServiceSet): readonly Cause[] {
  return uniqueCauses(
    flows.flatMap((flow) => ruleCauses(net, flow, restrict(flow, flow.evaluation.both, asked).allowed)),
  );
}

/** The rules of groups that let some of the services pass; those of one direction alone where it is named. */
export function ruleCauses(
  net: Compiled,
  { evaluation }: Flow,
  services: ServiceSet,
  direction?: 'ingress' | 'egress',
): readonly Cause[] {
  if (!hasServices(services)) return [];
  const probe = { services, point: pickService(services) };
  return evaluation.way.steps.flatMap((step) =>
    step.kind === 'security-group' && (direction ?? step.direction) === step.direction
      ? groupCauses(net, step, probe)
      : [],
  );
}

/** What keeps a flow from being certain. */
export function doubtsOf(net: Compiled, flow: Flow, asked: ServiceSet): string[] {
  const { way, replies, forward } = flow.evaluation;
  const services = intersectServices(forward.possible, asked);
  const probe = { services, point: pickService(services) };
  const filters = way.steps.flatMap((step) => {
    if (step.kind === 'security-group' && step.decision.allowed !== step.decision.possible)
      return groupDoubts(net, step, probe);
    if (step.kind === 'network-acl' && step.decision.allowed !== step.decision.possible)
      return [`an entry of ${step.subnet.acl?.acl.id ?? step.subnet.id} is not known`];
    return [];
  });
  const trails = [way, ...replies.map(({ trail }) => trail)];
  const ways = trails.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'doubt' ? [step.text] : [])));
  return [...(flow.doubt === undefined ? [] : [flow.doubt]), ...ways, ...filters];
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function witnessFor(net: Compiled, flow: Flow, asked: ServiceSet, sourcePort: number | undefined): Witness {
  const { forward, both } = flow.evaluation;
  const choices = [both.allowed, forward.allowed, both.possible, forward.possible, ALL_SERVICES];
  const services = choices.map((set) => intersectServices(set, asked)).find(hasServices) ?? asked;
  return witnessOf(net, flow, services, sourcePort);
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
