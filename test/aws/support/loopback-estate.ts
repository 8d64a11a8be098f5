/** How much of everything the loopback's accounts hold, in every Region. */
export interface EstateSize {
  readonly interfaces: number;
  readonly groups: number;
  readonly rulesPerGroup: number;
}

/** One list of EC2's, made item by item as it is asked for. */
interface Listing {
  /** The element the items lie in. */
  readonly set: string;
  readonly count: (size: EstateSize) => number;
  readonly item: (index: number, size: EstateSize, account: string) => string;
}

const ADDRESSES_PER_SUBNET = 4_000;
const octets = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
const hex = (index: number) => index.toString(16).padStart(17, '0');
const port = (rule: number) => 1_024 + rule;
const source = (group: number, rule: number) => `10.${group % 256}.${rule}.0/24`;

/** What the loopback answers; every other action lists nothing. */
export const LISTINGS: Readonly<Record<string, Listing>> = {
  DescribeVpcs: {
    set: 'vpcSet',
    count: () => 1,
    item: (_, __, account) =>
      `<vpcId>vpc-1</vpcId><ownerId>${account}</ownerId><cidrBlock>10.0.0.0/8</cidrBlock><cidrBlockAssociationSet><item><cidrBlock>10.0.0.0/8</cidrBlock><cidrBlockState><state>associated</state></cidrBlockState></item></cidrBlockAssociationSet><isDefault>false</isDefault>`,
  },
  DescribeSubnets: {
    set: 'subnetSet',
    count: ({ interfaces }) => Math.ceil(interfaces / ADDRESSES_PER_SUBNET),
    item: (index) =>
      `<subnetId>subnet-${index}</subnetId><vpcId>vpc-1</vpcId><cidrBlock>${octets(index << 12)}/20</cidrBlock><availabilityZone>us-east-1a</availabilityZone>`,
  },
  DescribeNetworkInterfaces: {
    set: 'networkInterfaceSet',
    count: ({ interfaces }) => interfaces,
    item: (index, { groups }, account) => {
      const address = octets((Math.floor(index / ADDRESSES_PER_SUBNET) << 12) + 16 + (index % ADDRESSES_PER_SUBNET));
      const held =
        groups === 0
          ? ''
          : `<item><groupId>sg-${hex(index % groups)}</groupId><groupName>group-${index % groups}</groupName></item>`;
      return `<networkInterfaceId>eni-${hex(index)}</networkInterfaceId><subnetId>subnet-${Math.floor(index / ADDRESSES_PER_SUBNET)}</subnetId><vpcId>vpc-1</vpcId><availabilityZone>us-east-1a</availabilityZone><description>Primary network interface</description><ownerId>${account}</ownerId><requesterManaged>false</requesterManaged><status>in-use</status><macAddress>02:00:00:00:00:00</macAddress><privateIpAddress>${address}</privateIpAddress><sourceDestCheck>true</sourceDestCheck><groupSet>${held}</groupSet><attachment><attachmentId>eni-attach-${hex(index)}</attachmentId><instanceId>i-${hex(index)}</instanceId><deviceIndex>0</deviceIndex><status>attached</status><attachTime>2026-01-01T00:00:00.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></attachment><privateIpAddressesSet><item><privateIpAddress>${address}</privateIpAddress><primary>true</primary></item></privateIpAddressesSet><ipv6AddressesSet/><interfaceType>interface</interfaceType><tagSet><item><key>Name</key><value>host-${index}</value></item></tagSet>`;
    },
  },
  DescribeSecurityGroups: {
    set: 'securityGroupInfo',
    count: ({ groups }) => groups,
    item: (group, { rulesPerGroup }, account) => {
      const rules = Array.from(
        { length: rulesPerGroup },
        (_, rule) =>
          `<item><ipProtocol>tcp</ipProtocol><fromPort>${port(rule)}</fromPort><toPort>${port(rule)}</toPort><groups/><ipRanges><item><cidrIp>${source(group, rule)}</cidrIp><description>rule ${rule}</description></item></ipRanges><ipv6Ranges/><prefixListIds/></item>`,
      );
      return `<ownerId>${account}</ownerId><groupId>sg-${hex(group)}</groupId><groupName>group-${group}</groupName><groupDescription>a group</groupDescription><vpcId>vpc-1</vpcId><ipPermissions>${rules.join('')}</ipPermissions><ipPermissionsEgress/>`;
    },
  },
  DescribeSecurityGroupRules: {
    set: 'securityGroupRuleSet',
    count: ({ groups, rulesPerGroup }) => groups * rulesPerGroup,
    item: (index, { rulesPerGroup }, account) => {
      const [group, rule] = [Math.floor(index / rulesPerGroup), index % rulesPerGroup];
      return `<securityGroupRuleId>sgr-${hex(index)}</securityGroupRuleId><groupId>sg-${hex(group)}</groupId><groupOwnerId>${account}</groupOwnerId><isEgress>false</isEgress><ipProtocol>tcp</ipProtocol><fromPort>${port(rule)}</fromPort><toPort>${port(rule)}</toPort><cidrIpv4>${source(group, rule)}</cidrIpv4><description>rule ${rule}</description><tagSet/>`;
    },
  },
};
