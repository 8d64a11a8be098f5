import type { Origin, Resource, Unknown } from './origin.ts';
import type { ServiceMatch } from './service.ts';

/** The far side of a rule: source of an ingress rule, destination of an egress rule. */
export type RulePeer =
  | { readonly kind: 'cidr'; readonly cidr: string }
  | {
      readonly kind: 'security-group';
      readonly groupId: string;
      readonly account?: string;
      readonly peeringId?: string;
    }
  | { readonly kind: 'prefix-list'; readonly prefixListId: string }
  | ({ readonly kind: 'unknown' } & Unknown);

/** One rule with one peer; an AWS permission with three CIDRs is three rules. */
export interface SecurityGroupRule {
  /** `sgr-…` where known. */
  readonly id?: string;
  readonly direction: 'ingress' | 'egress';
  readonly service: ServiceMatch | Unknown;
  readonly peer: RulePeer;
  readonly description?: string;
  readonly origin: Origin;
}

export interface SecurityGroup extends Resource {
  readonly groupName: string;
  readonly description?: string;
  /** Empty when code does not say. */
  readonly vpcId: string;
  /** Set when it is not known which VPC that is, or who else is in it. */
  readonly unknownVpc?: Unknown;
  readonly rules: readonly SecurityGroupRule[];
  /** Set when more rules may exist than `rules` lists, e.g. a `for_each` over an unknown value. */
  readonly unknownRules?: Unknown;
  /** Set when `rules` are one of several statements that contradict each other, so that none of them is certain. */
  readonly contradicted?: Unknown;
  /** The address of a resource of code that names the group, in whatever it makes. */
  readonly namedBy?: string;
}

/** A group made usable in a further VPC of its Region (rule 5). */
export interface SecurityGroupVpcAssociation {
  readonly groupId: string;
  readonly vpcId: string;
  /** AWS `State`; only `associated` counts. */
  readonly state: string;
}

export interface PrefixList extends Resource {
  readonly family?: 4 | 6;
  /** What it counts against a quota: max entries of a customer list, published weight of an AWS one (rule 7). */
  readonly weight?: number;
  readonly awsManaged: boolean;
  readonly cidrs: readonly string[] | Unknown;
}
