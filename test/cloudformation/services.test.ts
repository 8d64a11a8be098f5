import { expect, it } from 'vitest';
import { readTemplate } from '../../src/cloudformation/index.ts';

const HEAD = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  A: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.1.0/24' } },
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
