import type { Value } from '../terraform/index.ts';
import { snakeCase } from './attribute.ts';

/** How one template resource type is said in the resource model: its type there, and properties with other names. */
export interface Shape {
  readonly type: string;
  /** Template property → attribute; all others go by their snake_case name. Applies at every depth. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Blocks whose members belong to the resource itself. */
  readonly unwrap?: readonly string[];
}

const GROUP_RULE = {
  IpProtocol: 'ip_protocol',
  GroupId: 'security_group_id',
  CidrIp: 'cidr_ipv4',
  CidrIpv6: 'cidr_ipv6',
  SourcePrefixListId: 'prefix_list_id',
  DestinationPrefixListId: 'prefix_list_id',
  SourceSecurityGroupId: 'referenced_security_group_id',
  DestinationSecurityGroupId: 'referenced_security_group_id',
} as const;

const INLINE_RULE = {
  IpProtocol: 'protocol',
  CidrIp: 'cidr_blocks',
  CidrIpv6: 'ipv6_cidr_blocks',
  SourcePrefixListId: 'prefix_list_ids',
  DestinationPrefixListId: 'prefix_list_ids',
  SourceSecurityGroupId: 'security_groups',
  SourceSecurityGroupName: 'security_groups',
  DestinationSecurityGroupId: 'security_groups',
} as const;

const LAUNCH = {
  SecurityGroupIds: 'vpc_security_group_ids',
  Groups: 'security_groups',
  GroupSet: 'security_groups',
  ImageId: 'ami',
  PrivateIpAddress: 'private_ip',
} as const;

const GATEWAY_ROUTE = { TransitGatewayRouteTableId: 'transit_gateway_route_table_id' } as const;

/** Template types by their name without `AWS::`. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  'EC2::VPC': { type: 'aws_vpc' },
  'EC2::Subnet': { type: 'aws_subnet' },
  'EC2::FlowLog': { type: 'aws_flow_log', rename: { ResourceId: 'vpc_id' } },
  'EC2::SecurityGroup': {
    type: 'aws_security_group',
    rename: {
      ...INLINE_RULE,
      GroupName: 'name',
      GroupDescription: 'description',
      SecurityGroupIngress: 'ingress',
      SecurityGroupEgress: 'egress',
    },
  },
  'EC2::SecurityGroupIngress': { type: 'aws_vpc_security_group_ingress_rule', rename: GROUP_RULE },
  'EC2::SecurityGroupEgress': { type: 'aws_vpc_security_group_egress_rule', rename: GROUP_RULE },
  'EC2::SecurityGroupVpcAssociation': {
    type: 'aws_vpc_security_group_vpc_association',
    rename: { GroupId: 'security_group_id' },
  },
  'EC2::PrefixList': { type: 'aws_ec2_managed_prefix_list', rename: { PrefixListName: 'name', Entries: 'entry' } },
  'EC2::NetworkAcl': { type: 'aws_network_acl' },
  'EC2::NetworkAclEntry': {
    type: 'aws_network_acl_rule',
    rename: { From: 'from_port', To: 'to_port', Type: 'icmp_type', Code: 'icmp_code' },
    unwrap: ['PortRange', 'Icmp'],
  },
  'EC2::SubnetNetworkAclAssociation': { type: 'aws_network_acl_association' },
  'EC2::InternetGateway': { type: 'aws_internet_gateway' },
  'EC2::EgressOnlyInternetGateway': { type: 'aws_egress_only_internet_gateway' },
  'EC2::NatGateway': { type: 'aws_nat_gateway', rename: { PrivateIpAddress: 'private_ip' } },
  'EC2::VPNGateway': { type: 'aws_vpn_gateway' },
  'EC2::VPNConnection': { type: 'aws_vpn_connection' },
  'EC2::VPNConnectionRoute': { type: 'aws_vpn_connection_route' },
  'EC2::RouteTable': { type: 'aws_route_table' },
  'EC2::Route': { type: 'aws_route', rename: { EgressOnlyInternetGatewayId: 'egress_only_gateway_id' } },
  'EC2::SubnetRouteTableAssociation': { type: 'aws_route_table_association' },
  'EC2::GatewayRouteTableAssociation': { type: 'aws_route_table_association' },
  'EC2::VPCPeeringConnection': { type: 'aws_vpc_peering_connection' },
  'EC2::VPCEndpoint': { type: 'aws_vpc_endpoint' },
  'EC2::TransitGateway': { type: 'aws_ec2_transit_gateway' },
  'EC2::TransitGatewayAttachment': { type: 'aws_ec2_transit_gateway_vpc_attachment' },
  'EC2::TransitGatewayVpcAttachment': { type: 'aws_ec2_transit_gateway_vpc_attachment' },
  'EC2::TransitGatewayRouteTable': { type: 'aws_ec2_transit_gateway_route_table' },
  'EC2::TransitGatewayRouteTableAssociation': {
    type: 'aws_ec2_transit_gateway_route_table_association',
    rename: GATEWAY_ROUTE,
  },
  'EC2::TransitGatewayRouteTablePropagation': {
    type: 'aws_ec2_transit_gateway_route_table_propagation',
    rename: GATEWAY_ROUTE,
  },
  'EC2::TransitGatewayRoute': { type: 'aws_ec2_transit_gateway_route', rename: GATEWAY_ROUTE },
  'EC2::Instance': { type: 'aws_instance', rename: { ...LAUNCH, LaunchTemplateId: 'id', LaunchTemplateName: 'name' } },
  'EC2::NetworkInterface': { type: 'aws_network_interface', rename: LAUNCH },
  'EC2::NetworkInterfaceAttachment': { type: 'aws_network_interface_attachment' },
  'EC2::EIP': { type: 'aws_eip', rename: { InstanceId: 'instance' } },
  'EC2::EIPAssociation': { type: 'aws_eip_association' },
  'EC2::LaunchTemplate': {
    type: 'aws_launch_template',
    rename: { ...LAUNCH, LaunchTemplateName: 'name' },
    unwrap: ['LaunchTemplateData'],
  },
  'AutoScaling::LaunchConfiguration': { type: 'aws_launch_configuration', rename: { LaunchConfigurationName: 'name' } },
  'AutoScaling::AutoScalingGroup': {
    type: 'aws_autoscaling_group',
    rename: {
      VPCZoneIdentifier: 'vpc_zone_identifier',
      LaunchTemplateId: 'id',
      LaunchTemplateName: 'name',
      LaunchConfigurationName: 'launch_configuration',
    },
  },
  'ElasticLoadBalancingV2::LoadBalancer': {
    type: 'aws_lb',
    rename: { Type: 'load_balancer_type', SubnetMappings: 'subnet_mapping' },
  },
  'ElasticLoadBalancingV2::Listener': {
    type: 'aws_lb_listener',
    rename: { DefaultActions: 'default_action', ForwardConfig: 'forward', TargetGroups: 'target_group' },
  },
  'ElasticLoadBalancingV2::ListenerRule': {
    type: 'aws_lb_listener_rule',
    rename: { Actions: 'action', ForwardConfig: 'forward', TargetGroups: 'target_group' },
  },
  'ElasticLoadBalancingV2::TargetGroup': { type: 'aws_lb_target_group' },
  'ElasticLoadBalancing::LoadBalancer': {
    type: 'aws_elb',
    rename: {
      LoadBalancerName: 'name',
      Listeners: 'listener',
      LoadBalancerPort: 'lb_port',
      Protocol: 'lb_protocol',
      CrossZone: 'cross_zone_load_balancing',
    },
  },
  'RDS::DBInstance': {
    type: 'aws_db_instance',
    rename: { VPCSecurityGroups: 'vpc_security_group_ids', DBInstanceIdentifier: 'name' },
  },
  'RDS::DBCluster': { type: 'aws_rds_cluster', rename: { VpcSecurityGroupIds: 'vpc_security_group_ids' } },
  'RDS::DBSubnetGroup': { type: 'aws_db_subnet_group', rename: { DBSubnetGroupName: 'name' } },
  'DocDB::DBCluster': { type: 'aws_docdb_cluster', rename: { VpcSecurityGroupIds: 'vpc_security_group_ids' } },
  'DocDB::DBSubnetGroup': { type: 'aws_docdb_subnet_group', rename: { DBSubnetGroupName: 'name' } },
  'Neptune::DBCluster': {
    type: 'aws_neptune_cluster',
    rename: { VpcSecurityGroupIds: 'vpc_security_group_ids', DBSubnetGroupName: 'neptune_subnet_group_name' },
  },
  'Neptune::DBSubnetGroup': { type: 'aws_neptune_subnet_group', rename: { DBSubnetGroupName: 'name' } },
  'ElastiCache::CacheCluster': {
    type: 'aws_elasticache_cluster',
    rename: {
      VpcSecurityGroupIds: 'security_group_ids',
      CacheSubnetGroupName: 'subnet_group_name',
      ClusterName: 'cluster_id',
    },
  },
  'ElastiCache::ReplicationGroup': {
    type: 'aws_elasticache_replication_group',
    rename: { CacheSubnetGroupName: 'subnet_group_name' },
  },
  'ElastiCache::SubnetGroup': { type: 'aws_elasticache_subnet_group', rename: { CacheSubnetGroupName: 'name' } },
  'Redshift::Cluster': { type: 'aws_redshift_cluster' },
  'Redshift::ClusterSubnetGroup': { type: 'aws_redshift_subnet_group' },
  'OpenSearchService::Domain': { type: 'aws_opensearch_domain', rename: { VPCOptions: 'vpc_options' } },
  'Elasticsearch::Domain': { type: 'aws_elasticsearch_domain', rename: { VPCOptions: 'vpc_options' } },
  'MSK::Cluster': { type: 'aws_msk_cluster' },
  'AmazonMQ::Broker': { type: 'aws_mq_broker' },
  'EFS::MountTarget': { type: 'aws_efs_mount_target' },
  'Lambda::Function': { type: 'aws_lambda_function' },
  'Serverless::Function': { type: 'aws_lambda_function' },
  'ECS::Service': {
    type: 'aws_ecs_service',
    rename: { AwsvpcConfiguration: 'network_configuration' },
    unwrap: ['NetworkConfiguration'],
  },
  'EKS::Cluster': { type: 'aws_eks_cluster', rename: { ResourcesVpcConfig: 'vpc_config' } },
  'EKS::Nodegroup': { type: 'aws_eks_node_group', rename: { Subnets: 'subnet_ids', Id: 'id', Name: 'name' } },
  'RDS::DBProxy': { type: 'aws_db_proxy' },
  'EC2::InstanceConnectEndpoint': { type: 'aws_ec2_instance_connect_endpoint' },
  'EC2::ClientVpnEndpoint': { type: 'aws_ec2_client_vpn_endpoint' },
  'EC2::ClientVpnTargetNetworkAssociation': { type: 'aws_ec2_client_vpn_network_association' },
  'MSK::ServerlessCluster': {
    type: 'aws_msk_serverless_cluster',
    rename: { VpcConfigs: 'vpc_config', SecurityGroups: 'security_group_ids' },
  },
  'Synthetics::Canary': { type: 'aws_synthetics_canary' },
  'Transfer::Server': { type: 'aws_transfer_server' },
  'OpenSearchServerless::VpcEndpoint': { type: 'aws_opensearchserverless_vpc_endpoint' },
  'EMR::Cluster': {
    type: 'aws_emr_cluster',
    rename: { Instances: 'ec2_attributes', Ec2SubnetId: 'subnet_id', Ec2SubnetIds: 'subnet_ids' },
  },
  'DirectoryService::SimpleAD': { type: 'aws_directory_service_directory' },
  'DirectoryService::MicrosoftAD': { type: 'aws_directory_service_directory' },
  'Glue::Connection': { type: 'aws_glue_connection', unwrap: ['ConnectionInput'] },
  'EC2::EC2Fleet': {
    type: 'aws_ec2_fleet',
    rename: { LaunchTemplateConfigs: 'launch_template_config', Overrides: 'override' },
  },
  'EC2::SpotFleet': {
    type: 'aws_spot_fleet_request',
    rename: {
      LaunchTemplateConfigs: 'launch_template_config',
      LaunchSpecifications: 'launch_specification',
      SecurityGroups: 'vpc_security_group_ids',
      Groups: 'vpc_security_group_ids',
    },
    unwrap: ['SpotFleetRequestConfigData'],
  },
  'ElasticBeanstalk::Environment': {
    type: 'aws_elastic_beanstalk_environment',
    rename: { OptionSettings: 'setting', OptionName: 'name' },
  },
  'ElasticBeanstalk::ConfigurationTemplate': {
    type: 'aws_elastic_beanstalk_configuration_template',
    rename: { OptionSettings: 'setting', OptionName: 'name' },
  },
  'NetworkFirewall::Firewall': {
    type: 'aws_networkfirewall_firewall',
    rename: { SubnetMappings: 'subnet_mapping' },
  },
  'VpcLattice::ServiceNetworkVpcAssociation': { type: 'aws_vpclattice_service_network_vpc_association' },
  'ElastiCache::ServerlessCache': { type: 'aws_elasticache_serverless_cache' },
  'MemoryDB::Cluster': { type: 'aws_memorydb_cluster' },
  'MemoryDB::SubnetGroup': { type: 'aws_memorydb_subnet_group', rename: { SubnetGroupName: 'name' } },
  'RedshiftServerless::Workgroup': { type: 'aws_redshiftserverless_workgroup' },
  'FSx::FileSystem': { type: 'aws_fsx_lustre_file_system' },
  'VpcLattice::ResourceGateway': { type: 'aws_vpclattice_resource_gateway' },
  'CodeBuild::Project': { type: 'aws_codebuild_project' },
  'Batch::ComputeEnvironment': { type: 'aws_batch_compute_environment' },
  'AppRunner::VpcConnector': { type: 'aws_apprunner_vpc_connector' },
  'ApiGatewayV2::VpcLink': { type: 'aws_apigatewayv2_vpc_link' },
  'MWAA::Environment': { type: 'aws_mwaa_environment' },
  'SageMaker::NotebookInstance': {
    type: 'aws_sagemaker_notebook_instance',
    rename: { SecurityGroupIds: 'security_groups' },
  },
  'Route53Resolver::ResolverEndpoint': { type: 'aws_route53_resolver_endpoint', rename: { IpAddresses: 'ip_address' } },
};

/**
 * A type that has no entry, where it names security groups: the resource model reads any service that holds some by the names
 * of its arguments.
 */
export function anyShape(type: string, properties: Value | undefined): Shape {
  const isResource = /^[A-Za-z0-9]+::[A-Za-z0-9]+$/.test(type) && !type.startsWith('CloudFormation::');
  const name = `aws_${type.split('::').map(snakeCase).join('_')}`;
  return isResource && properties && namesGroups(properties) ? { type: name } : { type: '' };
}

function namesGroups(value: Value): boolean {
  if ('items' in value) return value.items.some(namesGroups);
  return (
    'entries' in value && [...value.entries].some(([key, inner]) => /SecurityGroup/.test(key) || namesGroups(inner))
  );
}

/** A template's properties as attributes of the resource model. */
export function reshape(properties: ReadonlyMap<string, Value>, shape: Shape): Map<string, Value> {
  const attributes = new Map<string, Value>();
  for (const [name, value] of properties) {
    if (shape.unwrap?.includes(name)) {
      if (value.kind === 'object') for (const [key, inner] of reshape(value.entries, shape)) attributes.set(key, inner);
      else if (value.kind === 'unknown') attributes.set(snakeCase(name), value);
    } else if (name === 'Tags') attributes.set('tags', tagMap(value));
    else if (value.kind !== 'null') attributes.set(shape.rename?.[name] ?? snakeCase(name), deep(value, shape));
  }
  return attributes;
}

function deep(value: Value, shape: Shape): Value {
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => deep(item, shape)) };
  return value.kind === 'object' ? { ...value, entries: reshape(value.entries, shape) } : value;
}

/** `[{ Key, Value }]` as a map. */
function tagMap(value: Value): Value {
  if (value.kind !== 'list') return value;
  const pairs = value.items.flatMap((item): [string, Value][] => {
    const key = item.kind === 'object' ? item.entries.get('Key') : undefined;
    const tag = item.kind === 'object' ? item.entries.get('Value') : undefined;
    return key?.kind === 'string' && tag ? [[key.value, tag]] : [];
  });
  return { kind: 'map', entries: new Map(pairs) };
}
