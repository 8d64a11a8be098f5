import { isUnknown, type SecurityGroupRule, type ServiceMatch, type Vpc } from '../network/index.ts';
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
import { revoke } from './fix.ts';
import { cidrsOf } from './internet/openings.ts';
import { isWide } from './internet/wide.ts';
import { plainFinding } from './plain-finding.ts';
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
  what: 'Ingress rules open to all of the group’s own VPC, or to a whole private range such as 10.0.0.0/8.',
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
    return context.network.securityGroups.flatMap((group) => {
      const ruler = rulers.get(group.vpcId) ?? rulerOf(parameters.ownVpc ? vpcs.get(group.vpcId) : undefined);
      rulers.set(group.vpcId, ruler);
      const grants = group.rules.flatMap((rule): readonly Grant[] => {
        const cidrs = rule.direction === 'ingress' ? cidrsOf(rule, context.prefixLists) : [];
        if (cidrs.length === 0 || isUnknown(rule.service)) return [];
        const text = cidrs.join(', ');
        const block = blocks.get(text) ?? blockOf(text, cidrs);
        blocks.set(text, block);
        return [{ rule, block, service: rule.service }];
      });
      const found = new Map<SecurityGroupRule, string>();
      for (const { rule, block } of grants) {
        const range = ruler.range(block);
        if (range !== undefined) found.set(rule, range);
      }
      const narrow = grants.filter(({ rule }) => !found.has(rule));
      for (const [rule, range] of together(narrow, ruler)) found.set(rule, range);
      const wide = [...found.keys()];
      const holders = context.holders.get(group.id) ?? [];
      // Interface endpoints are there for the whole VPC.
      const isEndpoint = holders.length > 0 && holders.every(({ type }) => type === 'vpc_endpoint');
      if (wide.length === 0 || isEndpoint) return [];
      const all = [...new Set(found.values())].sort();
      const [range] = all;
      return [
        plainFinding('wide-private-cidr', 'security-group', group, {
          severity: all.every((each) => each.includes('its VPC')) ? lower(severity, 1) : severity,
          identity: [group.id, 'ingress'],
          title: `${groupText(group)} is open to ${range} in ${count(wide.length, 'rule')}`,
          summary: `Whatever is in ${all.map((each) => each.replace('all of ', '')).join(' or ')} reaches what ${groupText(group)} lets in by ${count(wide.length, 'rule')}.`,
          because: wide.map((rule) => ruleCause(group, rule)),
          fix: revoke(group, wide),
        }),
      ];
    });
  },
};

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
function together(grants: readonly Grant[], ruler: Ruler): readonly (readonly [SecurityGroupRule, string])[] {
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
    return range === undefined ? [] : same.map(({ rule }) => [rule, range] as const);
  });
}
