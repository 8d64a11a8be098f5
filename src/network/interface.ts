import type { Resource, Unknown } from './origin.ts';

/** An elastic network interface: the unit that rules apply to. */
export interface NetworkInterface extends Resource {
  readonly vpcId: string;
  readonly subnetId: string;
  /** AWS `InterfaceType`: `interface`, `nat_gateway`, `network_load_balancer`, `vpc_endpoint`, `lambda`, … */
  readonly type: string;
  readonly requesterManaged: boolean;
  readonly description?: string;
  readonly instanceId?: string;
  /** `in-use`, `available`, … */
  readonly status?: string;
  readonly securityGroupIds: readonly string[];
  /** Set when more groups may be attached than `securityGroupIds` lists. */
  readonly unknownSecurityGroups?: Unknown;
  /** Primary first, then secondary addresses. */
  readonly privateIpv4: readonly string[];
  /** Delegated IPv4 prefixes, as CIDRs (rule 24). */
  readonly ipv4Prefixes: readonly string[];
  readonly ipv6: readonly string[];
  readonly ipv6Prefixes: readonly string[];
  /** Public addresses by the private address they belong to; `publicIp` null: assigned, value not known yet. */
  readonly publicIpv4: readonly { readonly privateIp: string; readonly publicIp: string | null }[];
  /** Code leaves a public address to the subnet's `mapPublicIpOnLaunch`; settled once the subnet is known. */
  readonly publicIpFromSubnet?: boolean;
  readonly sourceDestCheck: boolean;
  /** Stands for a member a group of code could get; rows about it say "potential". */
  readonly hypothetical?: boolean;
}

export interface Instance extends Resource {
  readonly vpcId?: string;
  readonly subnetId?: string;
  readonly state?: string;
  readonly instanceType?: string;
  readonly imageId?: string;
  readonly keyName?: string;
  readonly launchTime?: string;
  readonly tenancy?: string;
  readonly instanceProfileArn?: string | Unknown;
  /** IMDS: `required` means version 2 only. Absent: the account or the image decides. */
  readonly metadataTokens?: 'required' | 'optional' | Unknown;
  /** Set when the metadata service is switched off. */
  readonly metadataDisabled?: boolean;
  /** Volumes that code states without encryption, as it calls them. */
  readonly unencryptedVolumes?: readonly string[];
  readonly interfaceIds: readonly string[];
}

/** What instances are launched from: the part of it that is no instance's yet. */
export interface LaunchTemplate extends Resource {
  /** A launch configuration, which came before templates. */
  readonly isConfiguration?: true;
  /** Whether its instances ask for a public address; absent: the subnet decides. */
  readonly publicAddress?: boolean;
  readonly metadataTokens?: Instance['metadataTokens'];
  readonly metadataDisabled?: boolean;
  readonly unencryptedVolumes?: Instance['unencryptedVolumes'];
}

/** An Elastic IP address. */
export interface ElasticIp extends Resource {
  readonly publicIp: string | null;
  readonly associationId?: string;
  /** The address of a resource of code that names it. */
  readonly namedBy?: string;
  readonly interfaceId?: string;
}
