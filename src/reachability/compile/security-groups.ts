import {
  type AddressRange,
  type Family,
  isUnknown,
  type PrefixList,
  parseCidr,
  type SecurityGroup,
  type SecurityGroupRule,
} from '../../network/index.ts';
import { once } from '../once.ts';
import { END_V4, END_V6 } from '../sets/addresses.ts';
import { ALL_SERVICES, equalServices, NO_SERVICES, serviceSet } from '../sets/services.ts';
import { certain, type Decision, NOTHING, or } from './decision.ts';
import { buildTable, type Span, type Table } from './table.ts';

/** One rule, ready to be asked. */
export interface CompiledRule {
  readonly rule: SecurityGroupRule;
  readonly group: CompiledGroup;
  /** What the rule allows where its peer matches; with an unknown service, nothing for certain and all possibly. */
  readonly decision: Decision;
  /** What a peer by address means; absent for groups, and where it is not known. */
  readonly ranges?: readonly AddressRange[];
  /** Why the rule is not certain. */
  readonly reason?: string;
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

/** Reads blocks, each once: an estate has far fewer of them than rules. */
export function knownRanges(): (cidr: string) => AddressRange {
  const known = new Map<string, AddressRange>();
  return (cidr) => {
    const range = known.get(cidr) ?? parseCidr(cidr);
    known.set(cidr, range);
    return range;
  };
}

/** Compiles one group; its tables are built when first asked for. */
export function compileGroup(
  id: string,
  group: SecurityGroup | undefined,
  prefixList: PrefixListLookup,
  rangeOf: (cidr: string) => AddressRange = parseCidr,
): CompiledGroup {
  const compiled: CompiledGroup = {
    id,
    ...(group && { group }),
    ingress: once(() => compileRules(compiled, 'ingress', prefixList, rangeOf)),
    egress: once(() => compileRules(compiled, 'egress', prefixList, rangeOf)),
  };
  return compiled;
}

function compileRules(
  group: CompiledGroup,
  direction: 'ingress' | 'egress',
  prefixList: PrefixListLookup,
  rangeOf: (cidr: string) => AddressRange,
): RuleTable {
  const rules: CompiledRule[] = [];
  const byGroup = new Map<string, Decision>();
  const spans: { 4: Span<CompiledRule>[]; 6: Span<CompiledRule>[] } = { 4: [], 6: [] };
  const everywhere = (rule: CompiledRule) => {
    spans[4].push({ first: 0, end: END_V4, item: rule });
    spans[6].push({ first: 0n, end: END_V6, item: rule });
  };
  const add = (rule: SecurityGroupRule, reason: string | undefined, ranges?: readonly AddressRange[]): CompiledRule => {
    const services = isUnknown(rule.service) ? ALL_SERVICES : serviceSet(rule.service);
    const why = isUnknown(rule.service) ? rule.service.unknown : reason;
    const compiled: CompiledRule = {
      rule,
      group,
      decision: { allowed: why === undefined ? services : NO_SERVICES, possible: services },
      ...(ranges && { ranges }),
      ...(why !== undefined && { reason: why }),
    };
    rules.push(compiled);
    return compiled;
  };
  const within = (rule: SecurityGroupRule, ranges: readonly AddressRange[]) => {
    const item = add(rule, undefined, ranges);
    for (const { family, first, end } of ranges) spans[family].push({ first, end, item });
  };
  for (const rule of group.group?.rules ?? []) {
    if (rule.direction !== direction) continue;
    const { peer } = rule;
    switch (peer.kind) {
      case 'cidr':
        within(rule, [rangeOf(peer.cidr)]);
        break;
      case 'prefix-list': {
        const list = prefixList(peer.prefixListId);
        if (list === undefined) everywhere(add(rule, `prefix list ${peer.prefixListId} is not in the snapshot`));
        else if (isUnknown(list.cidrs))
          everywhere(add(rule, `the entries of ${list.id} are unknown: ${list.cidrs.unknown}`));
        else within(rule, list.cidrs.map(rangeOf));
        break;
      }
      case 'security-group': {
        const { decision } = add(rule, undefined);
        byGroup.set(peer.groupId, or(byGroup.get(peer.groupId) ?? NOTHING, decision));
        break;
      }
      case 'unknown':
        everywhere(add(rule, peer.unknown));
        break;
    }
  }
  if (group.group === undefined || group.group.unknownRules) everywhere(unknownRest(group, direction));
  // Who asks for the rules alone needs no tables.
  const [v4, v6] = [once(() => table(4, spans[4])), once(() => table(6, spans[6]))];
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
    decision: { allowed: NO_SERVICES, possible: ALL_SERVICES },
    reason,
  };
}

function table(family: Family, spans: readonly Span<CompiledRule>[]): Table<Decision> {
  const known = new Map<string, Decision>();
  return buildTable(family, spans, (rules) => {
    let decision = NOTHING;
    for (const rule of rules) decision = or(decision, rule.decision);
    const isCertain = equalServices(decision.allowed, decision.possible);
    const key = isCertain ? decision.allowed.join() : `${decision.allowed}|${decision.possible}`;
    const same = known.get(key) ?? (isCertain ? certain(decision.allowed) : decision);
    known.set(key, same);
    return same;
  });
}
