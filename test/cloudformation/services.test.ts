import { expect, it } from 'vitest';
import { readTemplate } from '../../src/cloudformation/index.ts';

const HEAD = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  A: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.1.0/24' } },
  S: { Type: 'AWS::Redshift::ClusterSubnetGroup', Properties: { SubnetIds: [{ Ref: 'A' }] } },
  G: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: { Ref: 'Vpc' }, GroupDescription: 'g' } },
};
const A = { Ref: 'A' };
const G = { 'Fn::GetAtt': ['G', 'GroupId'] };
const BOTH = { SubnetIds: [A], SecurityGroupIds: [G] };

/** Interfaces of the service, as `subnet: groups`. */
function interfaces(type: string, properties: object, more: object = {}): readonly string[] {
  const Resources = { ...HEAD, ...more, X: { Type: `AWS::${type}`, Properties: properties } };
  return readTemplate(JSON.stringify({ Resources }), { file: 't.json' }).interfaces.map(
    (eni) => `${eni.subnetId}: ${eni.securityGroupIds.join(' ')}`,
  );
}

it.each<[string, object]>([
  ['RDS::DBProxy', { VpcSubnetIds: [A], VpcSecurityGroupIds: [G] }],
  ['EC2::InstanceConnectEndpoint', { SubnetId: A, SecurityGroupIds: [G] }],
  ['MSK::ServerlessCluster', { VpcConfigs: [{ SubnetIds: [A], SecurityGroups: [G] }] }],
  ['Synthetics::Canary', { VPCConfig: BOTH }],
  ['Transfer::Server', { EndpointDetails: BOTH }],
  ['OpenSearchServerless::VpcEndpoint', BOTH],
  [
    'Glue::Connection',
    { ConnectionInput: { PhysicalConnectionRequirements: { SubnetId: A, SecurityGroupIdList: [G] } } },
  ],
  ['ElastiCache::ServerlessCache', BOTH],
  ['RedshiftServerless::Workgroup', BOTH],
  ['FSx::FileSystem', BOTH],
  ['VpcLattice::ResourceGateway', BOTH],
  ['Lambda::Function', { VpcConfig: BOTH }],
  ['Redshift::EndpointAccess', { VpcSecurityGroupIds: [G], SubnetGroupName: { Ref: 'S' } }],
  ['SageMaker::Model', { VpcConfig: { Subnets: [A], SecurityGroupIds: [G] } }],
  ['Some::Day', { Settings: { Network: BOTH } }],
  [
    'EC2::SpotFleet',
    { SpotFleetRequestConfigData: { LaunchSpecifications: [{ SubnetId: A, SecurityGroups: [{ GroupId: G }] }] } },
  ],
  [
    'EC2::SpotFleet',
    { SpotFleetRequestConfigData: { LaunchSpecifications: [{ NetworkInterfaces: [{ SubnetId: A, Groups: [G] }] }] } },
  ],
])('%s puts an interface with its groups into its subnet', (type, properties) => {
  expect(interfaces(type, properties)).toEqual(['A: G']);
});

it('nodes of an EKS cluster have the group of the cluster', () => {
  const K = {
    Type: 'AWS::EKS::Cluster',
    Properties: { Name: 'k', ResourcesVpcConfig: { SubnetIds: [A], SecurityGroupIds: [G] } },
  };
  expect(interfaces('EKS::Nodegroup', { ClusterName: { Ref: 'K' }, Subnets: [A] }, { K })).toEqual([
    'A: G K.cluster_security_group_id',
    'A: K.cluster_security_group_id',
  ]);
});

it('primary and core nodes of an EMR cluster have their own groups', () => {
  const Instances = { Ec2SubnetId: A, EmrManagedMasterSecurityGroup: G, EmrManagedSlaveSecurityGroup: 'sg-0c' };
  expect(interfaces('EMR::Cluster', { Instances })).toEqual(['A: G', 'A: sg-0c']);
});

it('fleets, Elastic Beanstalk and firewalls', () => {
  const T = {
    Type: 'AWS::EC2::LaunchTemplate',
    Properties: { LaunchTemplateName: 't', LaunchTemplateData: { SecurityGroupIds: [G] } },
  };
  const config = {
    LaunchTemplateSpecification: { LaunchTemplateId: { Ref: 'T' }, Version: '1' },
    Overrides: [{ SubnetId: A }],
  };
  expect(interfaces('EC2::EC2Fleet', { LaunchTemplateConfigs: [config] }, { T })).toEqual(['A: G']);
  const option = (Namespace: string, OptionName: string, Value: unknown) => ({ Namespace, OptionName, Value });
  const OptionSettings = [
    option('aws:ec2:vpc', 'Subnets', A),
    option('aws:autoscaling:launchconfiguration', 'SecurityGroups', G),
  ];
  expect(interfaces('ElasticBeanstalk::Environment', { OptionSettings })).toEqual(['A: G']);
  for (const subnets of [{ 'Fn::Join': [',', [A, { Ref: 'B' }]] }, { 'Fn::Sub': `\${A}, \${B}` }]) {
    const settings = [option('aws:ec2:vpc', 'Subnets', subnets), OptionSettings[1]!];
    const B = { Type: 'AWS::EC2::Subnet', Properties: { CidrBlock: '10.0.9.0/24', VpcId: 'vpc-1' } };
    expect(interfaces('ElasticBeanstalk::Environment', { OptionSettings: settings }, { B })).toEqual(['A: G', 'B: G']);
  }
});

it('a route to the endpoint of a firewall', () => {
  const endpoint = {
    'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::Select': [0, { 'Fn::GetAtt': 'F.EndpointIds' }] }] }],
  };
  const Resources = {
    ...HEAD,
    F: {
      Type: 'AWS::NetworkFirewall::Firewall',
      Properties: { VpcId: { Ref: 'Vpc' }, SubnetMappings: [{ SubnetId: A }] },
    },
    T: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
    R: {
      Type: 'AWS::EC2::Route',
      Properties: { RouteTableId: { Ref: 'T' }, DestinationCidrBlock: '0.0.0.0/0', VpcEndpointId: endpoint },
    },
  };
  const { routeTables, vpcEndpoints } = readTemplate(JSON.stringify({ Resources }), { file: 't.json' });
  expect(routeTables[0]?.routes[0]?.target).toEqual({ kind: 'vpc-endpoint', id: 'F.endpoint_0' });
  expect(vpcEndpoints.map(({ id }) => id)).toEqual(['F.endpoint_0']);
});
