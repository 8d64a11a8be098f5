/**
 * An account small enough to read, as EC2 says it: one public subnet with one instance's interface in the group `web`.
 * @param ingress CIDRs that may reach tcp/22
 * @returns the inner XML of an action's answer; undefined for what the account has none of
 */
export function smallAccount(action: string, account: string, ingress: readonly string[]): string | undefined {
  const cidrs = ingress.map((cidr) => `<item><cidrIp>${cidr}</cidrIp></item>`).join('');
  const entry = (egress: boolean) =>
    `<item><egress>${egress}</egress><ruleNumber>100</ruleNumber><ruleAction>allow</ruleAction><protocol>-1</protocol><cidrBlock>0.0.0.0/0</cidrBlock></item>`;
  switch (action) {
    case 'DescribeVpcs':
      return set(
        'vpcSet',
        `<vpcId>vpc-1</vpcId><ownerId>${account}</ownerId><isDefault>false</isDefault><cidrBlock>10.0.0.0/16</cidrBlock><cidrBlockAssociationSet><item><cidrBlock>10.0.0.0/16</cidrBlock><cidrBlockState><state>associated</state></cidrBlockState></item></cidrBlockAssociationSet>`,
      );
    case 'DescribeSubnets':
      return set(
        'subnetSet',
        `<subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><cidrBlock>10.0.1.0/24</cidrBlock><availabilityZone>us-east-1a</availabilityZone>`,
      );
    case 'DescribeInternetGateways':
      return set(
        'internetGatewaySet',
        `<internetGatewayId>igw-1</internetGatewayId><attachmentSet><item><vpcId>vpc-1</vpcId><state>available</state></item></attachmentSet>`,
      );
    case 'DescribeRouteTables':
      return set(
        'routeTableSet',
        `<routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId><associationSet><item><routeTableId>rtb-1</routeTableId><main>true</main></item></associationSet><routeSet><item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId><state>active</state><origin>CreateRouteTable</origin></item><item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId><state>active</state><origin>CreateRoute</origin></item></routeSet>`,
      );
    case 'DescribeNetworkAcls':
      return set(
        'networkAclSet',
        `<networkAclId>acl-1</networkAclId><vpcId>vpc-1</vpcId><default>true</default><entrySet>${entry(true)}${entry(false)}</entrySet><associationSet><item><networkAclId>acl-1</networkAclId><subnetId>subnet-1</subnetId></item></associationSet>`,
      );
    case 'DescribeSecurityGroups':
      return set(
        'securityGroupInfo',
        `<ownerId>${account}</ownerId><groupId>sg-web</groupId><groupName>web</groupName><groupDescription>web servers</groupDescription><vpcId>vpc-1</vpcId><ipPermissions>${
          ingress.length === 0
            ? ''
            : `<item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><ipRanges>${cidrs}</ipRanges></item>`
        }</ipPermissions><ipPermissionsEgress><item><ipProtocol>-1</ipProtocol><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item></ipPermissionsEgress>`,
      );
    case 'DescribeNetworkInterfaces':
      return set(
        'networkInterfaceSet',
        `<networkInterfaceId>eni-1</networkInterfaceId><vpcId>vpc-1</vpcId><subnetId>subnet-1</subnetId><ownerId>${account}</ownerId><interfaceType>interface</interfaceType><status>in-use</status><sourceDestCheck>true</sourceDestCheck><requesterManaged>false</requesterManaged><groupSet><item><groupId>sg-web</groupId><groupName>web</groupName></item></groupSet><privateIpAddressesSet><item><primary>true</primary><privateIpAddress>10.0.1.10</privateIpAddress><association><publicIp>203.0.113.9</publicIp></association></item></privateIpAddressesSet>`,
      );
    default:
      return undefined;
  }
}

function set(name: string, item: string): string {
  return `<${name}><item>${item}</item></${name}>`;
}
