import type { Origin, Resource, Unknown } from './origin.ts';
import type { ServiceMatch } from './service.ts';

export interface NetworkAclEntry {
  readonly direction: 'ingress' | 'egress';
  /** 32767 is AWS's implicit deny. */
  readonly ruleNumber: number;
  readonly action: 'allow' | 'deny';
  readonly cidr: string | Unknown;
  readonly service: ServiceMatch | Unknown;
  readonly origin: Origin;
}

export interface NetworkAcl extends Resource {
  readonly vpcId: string;
  readonly isDefault: boolean;
  readonly subnetIds: readonly string[];
  /** Set when more subnets may use it than `subnetIds` lists. */
  readonly unknownSubnets?: Unknown;
  /** In any order. */
  readonly entries: readonly NetworkAclEntry[];
}
