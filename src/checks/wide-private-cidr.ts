import {
  isUnknown,
  type NetworkInterface,
  type SecurityGroup,
  type SecurityGroupRule,
  type ServiceMatch,
  type Vpc,
} from '../network/index.ts';
import type { Check } from './check.ts';
import {
  type AddressSet,
  addressSet,
  covers,
  cuts,
  hasAddresses,
  INTERNET,
  intersectAddresses,
  serviceSet,
  sizeOf,
  subtractAddresses,
  unionAddresses,
} from './engine.ts';
import type { Finding, Severity } from './finding.ts';
import { revokeAll } from './fix.ts';
import { cidrsOf } from './internet/openings.ts';
import { isWide } from './internet/wide.ts';
import { plainFinding } from './plain-finding.ts';
import { alikeInterfaces } from './quota/by-groups.ts';
import { lower } from './severity.ts';
import { count, groupText, ruleCause } from './words.ts';

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] as const;

const ALL_PRIVATE = addressSet([...PRIVATE, 'fc00::/7']);

const parameters = {
  /** Also rules open to no more than the whole of the group's own VPC. */
  ownVpc: true,
};

export const widePrivateCidr: Check<typeof parameters> = {
  id: 'wide-private-cidr',
  title: 'A security group is open to a whole private range',
  what: 'Ingress rules open to all of the group’s own VPC, or to a whole private range such as 10.0.0.0/8: one alone, or several together, also of different groups of one interface.',
  why: 'One machine taken over then reaches everything behind the rule; a security group reference allows those who need it.',
  severity: 'low',
  references: {},
  dependsOn: ['describe-security-groups', 'describe-vpcs'],
  parameters,
  remediation: 'Allow the security groups of the callers, or the subnets they are in.',
  run: (context, { severity, parameters }) => {
    const vpcs = new Map(context.network.vpcs.map((vpc) => [vpc.id, vpc]));
    const rulers = new Map<string, Ruler>();
    const blocks = new Map<string, Block>();
    const rulerIn = (vpcId: string) => {
      const ruler = rulers.get(vpcId) ?? rulerOf(parameters.ownVpc ? vpcs.get(vpcId) : undefined);
      rulers.set(vpcId, ruler);
      return ruler;
    };
    const grantsOf = (group: SecurityGroup) =>
      group.rules.flatMap((rule): readonly Grant[] => {
        const cidrs = rule.direction === 'ingress' ? cidrsOf(rule, context.prefixLists) : [];
        if (cidrs.length === 0 || isUnknown(rule.service)) return [];
        const text = cidrs.join(', ');
        const block = blocks.get(text) ?? blockOf(text, cidrs);
        blocks.set(text, block);
        return [{ group, rule, block, service: rule.service }];
      });
    /** What a group does not open alone, for those that hold it together with others. */
    const left = new Map<string, readonly Grant[]>();
    const alone = context.network.securityGroups.flatMap((group) => {
      const ruler = rulerIn(group.vpcId);
      const grants = grantsOf(group);
      const found = new Map<Grant, string>();
      for (const grant of grants) {
        const range = ruler.range(grant.block);
        if (range !== undefined) found.set(grant, range);
      }
      const narrow = grants.filter((grant) => !found.has(grant));
      for (const [grant, range] of together(narrow, ruler)) found.set(grant, range);
      const rest = grants.filter((grant) => !found.has(grant));
      if (rest.length > 0) left.set(group.id, rest);
      // Interface endpoints are there for the whole VPC.
      return isForEndpoints(context.holders.get(group.id) ?? []) ? [] : findingOf([group], found, severity);
    });
    const shared = new Map<string, readonly Finding[]>();
    for (const { groupIds, interfaces } of alikeInterfaces(context)) {
      const grants = groupIds.filter((id) => left.has(id)).map((id) => left.get(id)!);
      if (grants.length < 2 || isForEndpoints(interfaces)) continue;
      const found = new Map(together(grants.flat(), rulerIn(interfaces[0]!.vpcId)));
      const groups = [...new Set([...found.keys()].map(({ group }) => group))];
      if (groups.length > 1) shared.set(groups.map(({ id }) => id).join('+'), findingOf(groups, found, severity));
    }
    return [...alone, ...[...shared.values()].flat()];
  },
};

function isForEndpoints(holders: readonly NetworkInterface[]): boolean {
  return holders.length > 0 && holders.every(({ type }) => type === 'vpc_endpoint');
}

function findingOf(
  groups: readonly SecurityGroup[],
  found: ReadonlyMap<Grant, string>,
  severity: Severity,
): readonly Finding[] {
  if (found.size === 0) return [];
  const wide = [...found.keys()];
  const all = [...new Set(found.values())].sort();
  const through = groups.map(groupText).join(' and ');
  const are = groups.length > 1 ? 'together are' : 'is';
  const ranges = all.map((each) => each.replace('all of ', '')).join(' or ');
  return [
    plainFinding('wide-private-cidr', 'security-group', groups[0]!, {
      severity: all.every((each) => each.includes('its VPC')) ? lower(severity, 1) : severity,
      identity: [groups.map(({ id }) => id).join('+'), 'ingress'],
      title: `${through} ${are} open to ${all[0]} in ${count(wide.length, 'rule')}`,
      summary: `Whatever is in ${ranges} reaches what ${through} ${groups.length > 1 ? 'let' : 'lets'} in by ${count(wide.length, 'rule')}.`,
      because: wide.map(({ group, rule }) => ruleCause(group, rule)),
      fix: revokeAll(wide),
    }),
  ];
}

/** Some sources, as rules write them. */
interface Block {
  readonly text: string;
  readonly sources: AddressSet;
  readonly size: ReturnType<typeof sizeOf>;
}

function blockOf(text: string, cidrs: readonly string[]): Block {
  const sources = addressSet(cidrs);
  return { text, sources, size: sizeOf(sources) };
}

/** A rule and whom it lets in. */
interface Grant {
  readonly group: SecurityGroup;
  readonly rule: SecurityGroupRule;
  readonly block: Block;
  readonly service: ServiceMatch;
}

/** Measures sources against the private ranges and one VPC; a block that many rules write is measured once. */
interface Ruler {
  /** What a block is as wide as, when that is a whole private range or the whole VPC. */
  range(block: Block): string | undefined;
  /** Whether a block is wholly private, or the VPC's own. */
  isInside(block: Block): boolean;
  /** Whether so many addresses may be as many as a range or the VPC has. */
  isEnough(size: Block['size']): boolean;
}

function rulerOf(vpc: Vpc | undefined): Ruler {
  const families = [vpc?.ipv4Cidrs ?? [], vpc?.ipv6Cidrs ?? []].filter((cidrs) => cidrs.length > 0).map(addressSet);
  const sizes = families.map(sizeOf);
  const within = families.reduce(unionAddresses, ALL_PRIVATE);
  const isEnough: Ruler['isEnough'] = ({ v4, v6 }) =>
    v4 >= 2 ** 16 || sizes.some((vpcSize) => (vpcSize.v4 > 0 ? v4 >= vpcSize.v4 : v6 >= vpcSize.v6));
  const ranges = new Map<string, string | undefined>();
  const insides = new Map<string, boolean>();
  return {
    isEnough,
    range(block) {
      if (!ranges.has(block.text)) ranges.set(block.text, isEnough(block.size) ? measure(block, families) : undefined);
      return ranges.get(block.text);
    },
    isInside({ text, sources }) {
      const known = insides.get(text) ?? !hasAddresses(subtractAddresses(sources, within));
      insides.set(text, known);
      return known;
    },
  };
}

function measure({ sources, text }: Block, families: readonly AddressSet[]): string | undefined {
  const holds = (part: AddressSet) => !hasAddresses(subtractAddresses(part, sources));
  // Wider than private is the internet, which other checks watch.
  const isPrivate = !hasAddresses(subtractAddresses(sources, ALL_PRIVATE));
  const range = isPrivate ? PRIVATE.find((each) => holds(addressSet([each]))) : undefined;
  if (range) return `all of ${range}`;
  const isInternet = isWide(intersectAddresses(sources, INTERNET), { ipv4Prefix: 8, ipv6Prefix: 16 });
  return !isInternet && families.some(holds) ? `all of its VPC (${text})` : undefined;
}

/** Blocks that only together are as wide: halves of a range for the same port, say. */
function together(grants: readonly Grant[], ruler: Ruler): readonly (readonly [Grant, string])[] {
  const inside = grants.filter(({ block }) => ruler.isInside(block));
  const rangeOf = (some: readonly Grant[]) => {
    const size = some.reduce((sum, { block }) => ({ v4: sum.v4 + block.size.v4, v6: sum.v6 + block.size.v6 }), {
      v4: 0,
      v6: 0n,
    });
    if (some.length < 2 || !ruler.isEnough(size)) return undefined;
    const sources = some.map(({ block }) => block.sources).reduce(unionAddresses);
    return ruler.range({ text: some.map(({ block }) => block.text).join(', '), sources, size: sizeOf(sources) });
  };
  // Most groups have nothing of the kind, whatever the services.
  if (rangeOf(inside) === undefined) return [];
  const sets = inside.map((grant) => ({ grant, services: serviceSet(grant.service) }));
  return cuts(sets.map(({ services }) => services)).flatMap((part) => {
    const same = sets.flatMap(({ grant, services }) => (covers(services, part) ? [grant] : []));
    const range = rangeOf(same);
    return range === undefined ? [] : same.map((grant) => [grant, range] as const);
  });
}
