/** Attributes of `Fn::GetAtt` that go by another name in the resource model. */
const NAMES: Readonly<Record<string, string>> = {
  GroupId: 'id',
  InternetGatewayId: 'id',
  NatGatewayId: 'id',
  AllocationId: 'id',
  RouteTableId: 'id',
  SubnetId: 'id',
  Id: 'id',
  Arn: 'id',
  LoadBalancerArn: 'id',
  TargetGroupArn: 'id',
  ListenerArn: 'id',
  PrefixListId: 'id',
  LaunchTemplateId: 'id',
  DefaultSecurityGroup: 'default_security_group_id',
  DefaultNetworkAcl: 'default_network_acl_id',
  PrimaryNetworkInterfaceId: 'primary_network_interface_id',
  ClusterSecurityGroupId: 'cluster_security_group_id',
  'SourceSecurityGroup.GroupName': 'source_security_group_id',
  CidrBlock: 'cidr_block',
  VpcId: 'vpc_id',
};

/** The resource model's name of a template attribute: `GroupId` → `id`, `CidrBlock` → `cidr_block`. */
export function attributeOf(name: string): string {
  return NAMES[name] ?? snakeCase(name);
}

/** `VpcId` → `vpc_id`, `MapPublicIpOnLaunch` → `map_public_ip_on_launch`, `DBSubnetGroupName` → `db_subnet_group_name`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
