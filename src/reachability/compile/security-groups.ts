import {
  type AddressRange,
  type Family,
  isUnknown,
  type PrefixList,
  parseCidr,
  type RulePeer,
  type SecurityGroup,
  type SecurityGroupRule,
} from '../../network/index.ts';
import { once } from '../once.ts';
import { END_V4, END_V6 } from '../sets/addresses.ts';
import { ALL_SERVICES, equalServices, NO_SERVICES, serviceSet } from '../sets/services.ts';
import { certain, type Decision, DOUBT, NOTHING, or } from './decision.ts';
import { buildTable, type Span, type Table } from './table.ts';

/** One rule, ready to be asked. */
export interface CompiledRule {
  readonly rule: SecurityGroupRule;
  readonly group: CompiledGroup;
  /** What the rule allows where its peer matches; with an unknown service, nothing for certain and all possibly. */
  readonly decision: Decision;
  /** What a peer by address means; undefined for groups, and where it is not known. */
  readonly ranges: readonly AddressRange[] | undefined;
  /** Why the rule is not certain. */
  readonly reason: string | undefined;
}

/** The rules of one group and direction: by address, and by the peer's group (rule 3). */
export interface RuleTable {
  readonly v4: Table<Decision>;
  readonly v6: Table<Decision>;
  readonly byGroup: ReadonlyMap<string, Decision>;
  readonly rules: readonly CompiledRule[];
}

export interface CompiledGroup {
  readonly id: string;
  /** Absent when the group is referred to but not in the network. */
  readonly group?: SecurityGroup;
  readonly ingress: () => RuleTable;
  readonly egress: () => RuleTable;
}

/** The CIDRs of a prefix list, or why they are not known. */
export type PrefixListLookup = (id: string) => PrefixList | undefined;

/** Whom a rule means by address, or why that is not known. */
export type ReadPeer = (peer: RulePeer) => Pick<CompiledRule, 'ranges' | 'reason'>;

/** Reads blocks and prefix lists, each once: an estate has far fewer of them than rules. */
export function peerReader(prefixList: PrefixListLookup): ReadPeer {
  const known = new Map<string, ReturnType<ReadPeer>>();
  const read: ReadPeer = (peer) => {
    switch (peer.kind) {
      case 'cidr':
        return { ranges: [parseCidr(peer.cidr)], reason: undefined };
      case 'prefix-list': {
        const list = prefixList(peer.prefixListId);
        if (list === undefined)
          return { ranges: undefined, reason: `prefix list ${peer.prefixListId} is not in the snapshot` };
        if (isUnknown(list.cidrs))
          return { ranges: undefined, reason: `the entries of ${list.id} are unknown: ${list.cidrs.unknown}` };
        return { ranges: list.cidrs.map(parseCidr), reason: undefined };
      }
      case 'security-group':
        return { ranges: undefined, reason: undefined };
      case 'unknown':
        return { ranges: undefined, reason: peer.unknown };
    }
  };
  return (peer) => {
    if (peer.kind !== 'cidr' && peer.kind !== 'prefix-list') return read(peer);
    const key = peer.kind === 'cidr' ? peer.cidr : peer.prefixListId;
    const meant = known.get(key) ?? read(peer);
    known.set(key, meant);
    return meant;
  };
}

/** Compiles one group; its tables are built when first asked for. */
export function compileGroup(id: string, group: SecurityGroup | undefined, readPeer: ReadPeer): CompiledGroup {
  const compiled: CompiledGroup = {
    id,
    ...(group && { group }),
    ingress: once(() => compileRules(compiled, 'ingress', readPeer)),
    egress: once(() => compileRules(compiled, 'egress', readPeer)),
  };
  return compiled;
}

function compileRules(group: CompiledGroup, direction: 'ingress' | 'egress', readPeer: ReadPeer): RuleTable {
  const rules: CompiledRule[] = [];
  const byGroup = new Map<string, Decision>();
  for (const rule of group.group?.rules ?? []) {
    if (rule.direction !== direction) continue;
    const compiled = compileRule(rule, group, readPeer);
    rules.push(compiled);
    const { peer } = rule;
    if (peer.kind === 'security-group')
      byGroup.set(peer.groupId, or(byGroup.get(peer.groupId) ?? NOTHING, compiled.decision));
  }
  const rest = group.group === undefined || group.group.unknownRules ? [unknownRest(group, direction)] : [];
  // Who asks for the rules alone needs no tables.
  const [v4, v6] = [once(() => table(4, [...rules, ...rest])), once(() => table(6, [...rules, ...rest]))];
  return {
    get v4() {
      return v4();
    },
    get v6() {
      return v6();
    },
    byGroup,
    rules,
  };
}

function compileRule(rule: SecurityGroupRule, group: CompiledGroup, readPeer: ReadPeer): CompiledRule {
  const { service } = rule;
  const { ranges, reason: doubt } = readPeer(rule.peer);
  const reason = isUnknown(service) ? service.unknown : (doubt ?? group.group?.contradicted?.unknown);
  const possible = isUnknown(service) ? ALL_SERVICES : serviceSet(service);
  return {
    rule,
    group,
    decision: { allowed: reason === undefined ? possible : NO_SERVICES, possible },
    ranges,
    reason,
  };
}

/** Stands for rules that may exist but are not listed: of a group not in the network, or of code that is not resolved. */
function unknownRest(group: CompiledGroup, direction: 'ingress' | 'egress'): CompiledRule {
  const reason = group.group?.unknownRules?.unknown ?? `security group ${group.id} is not in the snapshot`;
  return {
    group,
    rule: {
      direction,
      service: { protocol: 'all' },
      peer: { kind: 'unknown', unknown: reason },
      origin: group.group?.origin ?? { kind: 'live', account: '', region: '', operation: 'describe-security-groups' },
    },
    decision: DOUBT,
    ranges: undefined,
    reason,
  };
}

/** What rules say together by address; whom they mean not being known, that may be anybody. */
function table(family: Family, rules: readonly CompiledRule[]): Table<Decision> {
  const spans: Span<CompiledRule>[] = [];
  for (const item of rules)
    for (const range of item.ranges ?? (item.rule.peer.kind === 'security-group' ? [] : ANYBODY))
      if (range.family === family) spans.push({ first: range.first, end: range.end, item });
  const known = new Map<string, Decision>();
  return buildTable(family, spans, (matching) => {
    let decision = NOTHING;
    for (const rule of matching) decision = or(decision, rule.decision);
    const isCertain = equalServices(decision.allowed, decision.possible);
    const key = isCertain ? decision.allowed.join() : `${decision.allowed}|${decision.possible}`;
    const same = known.get(key) ?? (isCertain ? certain(decision.allowed) : decision);
    known.set(key, same);
    return same;
  });
}

/** Every address: whom a rule may mean that does not say so. */
export const ANYBODY: readonly AddressRange[] = [
  { family: 4, first: 0, end: END_V4 },
  { family: 6, first: 0n, end: END_V6 },
];
