import { type Fields, isFields } from './fields.ts';
import type { RegionSnapshot } from './model.ts';

/** A rule of a security group as history keeps it. */
export interface RuleFact {
  /** `sgr-…` */
  readonly id: string;
  readonly groupId: string;
  /** `ingress tcp 22 from 0.0.0.0/0` */
  readonly text: string;
}

/** Somebody opened, closed or rewrote rules. */
export interface RuleChange {
  /** CloudTrail's name: `AuthorizeSecurityGroupIngress`. */
  readonly event: string;
  /** ISO 8601. */
  readonly at: string;
  /** ARN of who did it. */
  readonly by: string;
  readonly ruleIds: readonly string[];
  /** Those of them of which the event tells what they allow. */
  readonly rules?: readonly RuleFact[];
}

/** Every rule of a Region by id; undefined when not all of them were read. */
export function rulesOf({ operations }: RegionSnapshot): readonly RuleFact[] | undefined {
  const recorded = operations.get('describe-security-group-rules');
  if (recorded?.status !== 'complete') return undefined;
  return items(recorded.output, 'SecurityGroupRules').flatMap(factOf);
}

function factOf(rule: Fields): readonly RuleFact[] {
  const [id, groupId] = [rule['SecurityGroupRuleId'], rule['GroupId']];
  return typeof id === 'string' && typeof groupId === 'string' ? [{ id, groupId, text: textOf(rule) }] : [];
}

/** What CloudTrail says was changed, where it was asked. */
export function ruleChangesOf({ operations }: RegionSnapshot): readonly RuleChange[] {
  return items(operations.get('cloudtrail-lookup-events')?.output, 'Events').flatMap(({ CloudTrailEvent: text }) => {
    if (typeof text !== 'string') return [];
    try {
      return ruleChange(JSON.parse(text)) ?? [];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  });
}

/**
 * Reads one record of CloudTrail, as its lookups and EventBridge's `detail` have it.
 * @returns undefined for one that failed, or that names no rule by id: which rules it changed would be a guess
 */
export function ruleChange(record: unknown): RuleChange | undefined {
  if (!isFields(record) || record['errorCode'] !== undefined) return undefined;
  const { eventName: event, eventTime: at, userIdentity: who } = record;
  if (typeof event !== 'string' || typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
  if (!/^(Authorize|Revoke|Modify)SecurityGroup/.test(event)) return undefined;
  const told = JSON.stringify([record['requestParameters'], record['responseElements']]);
  const ruleIds = [...new Set(told.match(/\bsgr-[0-9a-f]+\b/g))].sort();
  const by = isFields(who) ? [who['arn'], who['principalId']].find((name) => typeof name === 'string') : undefined;
  if (by === undefined || ruleIds.length === 0) return undefined;
  const rules = toldRules(record['responseElements']).flatMap(factOf);
  return { event, at, by, ruleIds, ...(rules.length > 0 && { rules }) };
}

/** Rules as CloudTrail writes them: what was opened (`securityGroupRuleSet`) or closed (`revokedSecurityGroupRuleSet`). */
function toldRules(response: unknown): readonly Fields[] {
  if (!isFields(response)) return [];
  return ['securityGroupRuleSet', 'revokedSecurityGroupRuleSet']
    .flatMap((name) => items(response[name], 'items'))
    .filter((rule) => typeof rule['ipProtocol'] === 'string')
    .map(capitalized);
}

/** `groupId` as the CLI writes it, `GroupId`. */
function capitalized(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.charAt(0).toUpperCase() + name.slice(1),
      isFields(value) ? capitalized(value) : value,
    ]),
  );
}

function items(output: unknown, member: string): readonly Fields[] {
  const list = isFields(output) ? output[member] : undefined;
  return Array.isArray(list) ? list.filter(isFields) : [];
}

function textOf(rule: Fields): string {
  const { IsEgress, IpProtocol, FromPort, ToPort, ReferencedGroupInfo: group } = rule;
  const protocol = IpProtocol === '-1' ? 'all traffic' : String(IpProtocol);
  const isIcmp = /^icmp/.test(String(IpProtocol));
  const range = isIcmp
    ? ` type ${FromPort}${ToPort === -1 || ToPort === undefined ? '' : ` code ${ToPort}`}`
    : ` ${FromPort}${FromPort === ToPort ? '' : `-${ToPort}`}`;
  const ports = FromPort === undefined || FromPort === -1 ? '' : range;
  const peer =
    rule['CidrIpv4'] ?? rule['CidrIpv6'] ?? rule['PrefixListId'] ?? (isFields(group) ? group['GroupId'] : '');
  return IsEgress === true ? `egress ${protocol}${ports} to ${peer}` : `ingress ${protocol}${ports} from ${peer}`;
}
