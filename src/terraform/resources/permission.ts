import {
  isCidr,
  isUnknown,
  parseCidr,
  type RulePeer,
  rangeToCidrs,
  type SecurityGroupRule,
  type ServiceMatch,
  type SourceLocation,
  serviceMatch,
  type Unknown,
} from '../../network/index.ts';
import type { Value } from '../resource.ts';
import { type Attributes, textOf } from './attributes.ts';
import type { Statement } from './draft.ts';

/** The names a rule's fields go by; they differ between inline blocks and the two generations of rule resources. */
export interface PermissionFields {
  readonly protocol: string;
  readonly cidrs: readonly string[];
  readonly prefixLists: string;
  readonly groups: readonly string[];
  readonly self?: string;
}

/**
 * The rules one permission states: one per peer, each with the place its peer was written (rule 6 of
 * docs/reachability.md for the service).
 */
export function permissionRules(
  direction: 'ingress' | 'egress',
  groupId: string,
  body: Attributes,
  fields: PermissionFields,
  statement: Statement,
  id?: string,
): SecurityGroupRule[] {
  const service = serviceOf(body, fields.protocol, 'from_port', 'to_port');
  const description = sensitiveIn(statement, ['description', direction]) ? undefined : body.known('description');
  const rule = (peer: RulePeer, attribute: string, at?: SourceLocation): SecurityGroupRule => ({
    ...(id !== undefined && { id }),
    direction,
    service,
    peer: uncertain(statement) ?? peer,
    ...(description !== undefined && description !== '' && { description }),
    origin: statement.origin({
      location: body.at() ?? statement.instance.location,
      cause: at ?? body.at(attribute) ?? body.at('from_port'),
      of: [attribute, direction],
    }),
  });
  const each = (attribute: string, peerOf: (text: string) => RulePeer): SecurityGroupRule[] => {
    const list = body.items(attribute);
    if (isUnknown(list)) return [rule({ kind: 'unknown', ...list }, attribute)];
    return (list as readonly Value[])
      .filter((item) => item.kind !== 'null')
      .map((item) => {
        const text = textOf(item);
        return rule(isUnknown(text) ? { kind: 'unknown', ...text } : peerOf(text), attribute, item.at);
      });
  };
  return [
    ...fields.cidrs.flatMap((name) => each(name, cidrPeer)),
    ...each(fields.prefixLists, (prefixListId) => ({ kind: 'prefix-list', prefixListId })),
    ...fields.groups.flatMap((name) => each(name, groupPeer)),
    ...(fields.self !== undefined && body.bool(fields.self) === true
      ? [rule({ kind: 'security-group', groupId }, fields.self)]
      : []),
    ...(fields.self !== undefined && body.get(fields.self)?.kind === 'unknown'
      ? [rule({ kind: 'unknown', unknown: `whether the rule includes its own group is unknown` }, fields.self)]
      : []),
  ];
}

function cidrPeer(text: string): RulePeer {
  const cidr = canonicalCidr(text);
  return isUnknown(cidr) ? { kind: 'unknown', ...cidr } : { kind: 'cidr', cidr };
}

/** A CIDR in its canonical form, so that equal ranges are equal texts; unknown when it is none. */
export function canonicalCidr(text: string): string | Unknown {
  return isCidr(text) ? rangeToCidrs(parseCidr(text))[0]! : { unknown: `'${text}' is no CIDR` };
}

function groupPeer(text: string): RulePeer {
  const foreign = /^(\d{12})\/(sg-.+)$/.exec(text);
  return foreign
    ? { kind: 'security-group', groupId: foreign[2]!, account: foreign[1]! }
    : { kind: 'security-group', groupId: text };
}

/** Set when it is unknown whether the resource exists at all. */
export function uncertain(statement: Statement): ({ kind: 'unknown' } & Unknown) | undefined {
  const reason = statement.instance.countUnknown;
  return reason === undefined
    ? undefined
    : { kind: 'unknown', unknown: `whether ${statement.address} exists is unknown: ${reason}` };
}

function sensitiveIn(statement: Statement, names: readonly string[]): boolean {
  return names.some((name) => statement.instance.sensitive?.has(name));
}

/** Protocol, from and to as one service; unknown, with the reason, when any of them is. */
export function serviceOf(body: Attributes, protocol: string, from: string, to: string): ServiceMatch | Unknown {
  const [name, low, high] = [body.text(protocol), body.number(from), body.number(to)];
  if (name === undefined) return { unknown: `the protocol is not set` };
  if (isUnknown(name)) return name;
  if (name === '-1' || name.toLowerCase() === 'all') return { protocol: 'all' };
  if (isUnknown(low)) return low;
  if (isUnknown(high)) return high;
  try {
    return serviceMatch(name, low, high);
  } catch (error) {
    if (error instanceof RangeError) return { unknown: error.message };
    throw error;
  }
}
