import type { Resource } from './origin.ts';

export interface Vpc extends Resource {
  readonly isDefault: boolean;
  /** In code: the address of a flow log of it, or of one of its subnets or interfaces; live ones are read beside the network. */
  readonly flowLog?: string;
  /** Every associated IPv4 block, the primary first. */
  readonly ipv4Cidrs: readonly string[];
  readonly ipv6Cidrs: readonly string[];
}

export interface Subnet extends Resource {
  readonly vpcId: string;
  readonly availabilityZone: string;
  /** Zone id (`use1-az1`): the same zone in every account, where names are not. */
  readonly availabilityZoneId?: string;
  readonly ipv4Cidr?: string;
  readonly ipv6Cidrs: readonly string[];
  readonly mapPublicIpOnLaunch: boolean;
}

/** VPC Block Public Access of one account and Region (rule 22). */
export interface BlockPublicAccess {
  readonly account: string;
  readonly region: string;
  readonly mode: 'off' | 'block-bidirectional' | 'block-ingress';
  readonly exclusions: readonly {
    readonly id: string;
    /** A VPC or subnet id. */
    readonly resourceId: string;
    readonly mode: 'allow-bidirectional' | 'allow-egress';
  }[];
}
