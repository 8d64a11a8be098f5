import { isUnknown, TCP } from '../../network/index.ts';
import type { CheckContext } from '../context.ts';
import { isDefinedGroup } from '../defined.ts';
import {
  addressSet,
  hasAddresses,
  intersectAddresses,
  intersectServices,
  reach,
  type ServiceSet,
  serviceSet,
  toCidrs,
} from '../engine.ts';
import type { Finding, Severity } from '../finding.ts';
import { revokeAll } from '../fix.ts';
import { lower } from '../severity.ts';
import { exposedInterface, groupText, memberText, ruleCause, serviceText, sourceText } from '../words.ts';
import { join, type Opening } from './openings.ts';
import { groupRulePeers } from './peer-ids.ts';
import type { Grant } from './wide.ts';

/** The finding an opening makes: exposed with a packet as proof, or latent with what stands in the way. */
export function openingFinding(check: string, opening: Opening, severity: Severity, context: CheckContext): Finding {
  const { groups, rules, reached } = opening;
  const [first] = groups;
  const seen = reached.map((each) => each.interface);
  const through = groups.map(groupText).join(' and ');
  const base = {
    check,
    identity: [groups.map((group) => group.id).join('+'), 'ingress'],
    account: first!.account,
    region: first!.region,
    resource: { kind: 'security-group', id: first!.id, name: first!.groupName },
    because: rules.map(({ group, rule }) => {
      const cause = ruleCause(group, rule);
      // A block of addresses is not what the other catalogues mean by the internet.
      if (isUnknown(rule.service) || check === 'wide-public-cidr') return cause;
      return { ...cause, references: groupRulePeers(serviceSet(rule.service)) };
    }),
    fix: revokeAll(rules),
  };
  if (reached.length > 0) {
    const all = reached.reduce<Grant>(join, reached[0]!);
    const who = sourceText(all.sources, context);
    const what = serviceText(all.services);
    const proof = prove(reached[0]!, context);
    return {
      ...base,
      severity,
      title: `${who} can reach ${what} on ${memberText(seen)} through ${through}`,
      summary:
        groups.length > 1
          ? `No single group opens this: ${through} do so together on the interfaces that hold them all.`
          : `${sentence(who)} gets ${what} through to ${memberText(seen)} in ${through}, and the replies get back.`,
      exposure: 'exposed',
      exposed: seen.map((each) => exposedInterface(each, context)),
      ...(proof && { witness: proof }),
    };
  }
  const holders = context.holders.get(first!.id) ?? [];
  const obstacle = obstacleOf(opening, context);
  return {
    ...base,
    severity: lower(severity, obstacle.decided ? 2 : 1),
    title: `${through} opens ${serviceText(opening.granted.services)} to ${sourceText(opening.granted.sources, context)}, ${obstacle.short}`,
    summary: obstacle.long,
    exposure: 'latent',
    exposed: holders.map((each) => exposedInterface(each, context)),
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One packet of what gets through, asked of the engine for its path. */
function prove({ interface: each, sources, services }: Opening['reached'][number], { compiled }: CheckContext) {
  const to = { to: each.id, ...sample(services) };
  const { witness } = reach(compiled, { from: 'internet', ...to });
  if (witness && hasAddresses(intersectAddresses(addressSet([witness.packet.source]), sources))) return witness;
  return reach(compiled, { from: toCidrs(sources)[0]!, ...to }).witness;
}

/** The lowest tcp port of a set, or any of its services. */
function sample(services: ServiceSet): { readonly protocol?: number; readonly port?: number } {
  const tcp = intersectServices(services, serviceSet({ protocol: TCP, ports: [0, 65_535] }));
  const [at] = tcp.length > 0 ? tcp : services;
  if (at === undefined) return {};
  const protocol = Math.floor(at / 65_536);
  return tcp.length > 0 || protocol === 17 ? { protocol, port: at % 65_536 } : { protocol };
}

interface Obstacle {
  /** False: whether it gets through could not be decided. */
  readonly decided: boolean;
  readonly short: string;
  readonly long: string;
}

/** Why nothing gets through an open rule today, by the example of one interface that holds the group. */
function obstacleOf({ groups, granted }: Opening, context: CheckContext): Obstacle {
  const [group] = groups;
  const holders = context.holders.get(group!.id) ?? [];
  const [holder] = holders;
  if (!holder && !isDefinedGroup(group!))
    return {
      decided: false,
      short: 'and who holds it is not known',
      long: `The code adds a rule to ${groupText(group!)}, which is made elsewhere: who holds it is not known here.`,
    };
  if (!holder)
    return {
      decided: true,
      short: 'but no interface holds it',
      long: 'Nothing is exposed today: no interface holds the group. The rule takes effect with the first one that does.',
    };
  const doubtful = holders.find((each) => (context.exposureOf(each.id)?.unknowns.length ?? 0) > 0);
  if (doubtful)
    return {
      decided: false,
      short: 'and whether that gets through is not known',
      long: `Whether the internet gets through to ${doubtful.id} could not be decided: ${context.exposureOf(doubtful.id)?.unknowns[0]}.`,
    };
  const answer = reach(context.compiled, { from: 'internet', to: holder.id, ...sample(granted.services) });
  const [blocked] = answer.because;
  return {
    decided: true,
    short: `but nothing gets through to the ${memberText(holders)} that ${holders.length === 1 ? 'holds' : 'hold'} it`,
    long: `Nothing is exposed today: the rule is open, but the way to ${holder.id} is shut${blocked && answer.verdict === 'blocked' ? ` (${blocked.text})` : ''}. One change elsewhere would expose it.`,
  };
}
