import type { Attributes } from './attributes.ts';

/** A service that puts interfaces with security groups into subnets: where its configuration says which. */
export interface ServiceShape {
  readonly type: string;
  /** Blocks that hold the two, when they are nested: `vpc_config`, `kafka_cluster.apache_kafka_cluster.vpc`. */
  readonly within?: string;
  readonly groups: string | readonly string[];
  /** A list of subnets, one subnet, or the name of a subnet group resource. */
  readonly subnets?: string | readonly string[];
  readonly subnetGroup?: { readonly attribute: string; readonly type?: string };
  /** Another resource type whose instances put it into a subnet each, and the attribute by which they name it. */
  readonly subnetsFrom?: { readonly type: string; readonly attribute: string };
  /** The resource whose groups and subnets it shares, and the attribute both name it by. */
  readonly of?: { readonly type: string; readonly attribute: string };
  /** One interface in the first subnet rather than one in each. */
  readonly single?: boolean;
  /** AWS `InterfaceType` where it has one of its own. */
  readonly interfaceType?: string;
  /** How AWS describes the interface: lets a live one be recognised. */
  readonly describe?: (body: Attributes) => string;
  /** Tells apart the parts of a resource that has several: the primary and the core nodes of a cluster. */
  readonly part?: string;
  /** Not there at all when no group is given. */
  readonly optional?: true;
  /** It is in no subnet: the groups decide for the VPC they belong to. */
  readonly wholeVpc?: true;
  /** Why there are groups that the code does not say. */
  readonly more?: string;
  /** The attribute that gives its interfaces public addresses. */
  readonly publicFlag?: string;
}

const rds = { attribute: 'db_subnet_group_name', type: 'aws_db_subnet_group' } as const;
const cache = { attribute: 'subnet_group_name', type: 'aws_elasticache_subnet_group' } as const;

/**
 * Services whose interfaces AWS describes in a way of its own, or that say in a way of their own where they are or what they
 * hold; all others go by `any-service.ts`.
 */
export const SERVICES: readonly ServiceShape[] = [
  {
    type: 'aws_db_instance',
    groups: 'vpc_security_group_ids',
    subnetGroup: rds,
    single: true,
    describe: () => 'RDSNetworkInterface',
    publicFlag: 'publicly_accessible',
  },
  {
    type: 'aws_rds_cluster',
    groups: 'vpc_security_group_ids',
    subnetGroup: rds,
    single: true,
    describe: () => 'RDSNetworkInterface',
  },
  {
    type: 'aws_docdb_cluster',
    groups: 'vpc_security_group_ids',
    subnetGroup: { attribute: 'db_subnet_group_name', type: 'aws_docdb_subnet_group' },
    single: true,
    describe: () => 'RDSNetworkInterface',
  },
  {
    type: 'aws_neptune_cluster',
    groups: 'vpc_security_group_ids',
    subnetGroup: { attribute: 'neptune_subnet_group_name', type: 'aws_neptune_subnet_group' },
    single: true,
    describe: () => 'RDSNetworkInterface',
  },
  {
    type: 'aws_elasticache_cluster',
    groups: 'security_group_ids',
    subnetGroup: cache,
    single: true,
    describe: (b) => `ElastiCache ${b.known('cluster_id') ?? ''}`,
  },
  {
    type: 'aws_elasticache_replication_group',
    groups: 'security_group_ids',
    subnetGroup: cache,
    single: true,
    describe: (b) => `ElastiCache ${b.known('replication_group_id') ?? ''}`,
  },
  {
    type: 'aws_redshift_cluster',
    groups: 'vpc_security_group_ids',
    subnetGroup: { attribute: 'cluster_subnet_group_name', type: 'aws_redshift_subnet_group' },
    single: true,
    describe: () => 'RedshiftNetworkInterface',
    publicFlag: 'publicly_accessible',
  },
  {
    type: 'aws_opensearch_domain',
    within: 'vpc_options',
    groups: 'security_group_ids',
    subnets: 'subnet_ids',
    describe: (b) => `ES ${b.known('domain_name') ?? ''}`,
  },
  {
    type: 'aws_elasticsearch_domain',
    within: 'vpc_options',
    groups: 'security_group_ids',
    subnets: 'subnet_ids',
    describe: (b) => `ES ${b.known('domain_name') ?? ''}`,
  },
  {
    type: 'aws_efs_mount_target',
    groups: 'security_groups',
    subnets: 'subnet_id',
    interfaceType: 'efs',
    describe: () => 'EFS mount target for',
  },
  {
    type: 'aws_lambda_function',
    within: 'vpc_config',
    groups: 'security_group_ids',
    subnets: 'subnet_ids',
    interfaceType: 'lambda',
    describe: (b) => `AWS Lambda VPC ENI-${b.known('function_name') ?? ''}`,
  },
  {
    type: 'aws_rds_cluster_instance',
    of: { type: 'aws_rds_cluster', attribute: 'cluster_identifier' },
    groups: 'vpc_security_group_ids',
    subnetGroup: rds,
    single: true,
    describe: () => 'RDSNetworkInterface',
    publicFlag: 'publicly_accessible',
  },
  {
    type: 'aws_ec2_client_vpn_endpoint',
    groups: 'security_group_ids',
    subnetsFrom: { type: 'aws_ec2_client_vpn_network_association', attribute: 'client_vpn_endpoint_id' },
    describe: () => 'ClientVPN Endpoint resource',
  },
  {
    type: 'aws_spot_fleet_request',
    within: 'launch_specification',
    groups: 'vpc_security_group_ids',
    subnets: 'subnet_id',
    publicFlag: 'associate_public_ip_address',
  },
  {
    type: 'aws_db_proxy',
    groups: 'vpc_security_group_ids',
    subnets: 'vpc_subnet_ids',
    describe: () => 'Network interface for DBProxy',
  },
  {
    type: 'aws_emr_cluster',
    part: 'primary',
    within: 'ec2_attributes',
    groups: ['emr_managed_master_security_group', 'additional_master_security_groups'],
    subnets: ['subnet_id', 'subnet_ids'],
  },
  {
    type: 'aws_emr_cluster',
    part: 'core',
    within: 'ec2_attributes',
    groups: ['emr_managed_slave_security_group', 'additional_slave_security_groups'],
    subnets: ['subnet_id', 'subnet_ids'],
  },
  {
    type: 'aws_emr_cluster',
    part: 'service access',
    within: 'ec2_attributes',
    groups: 'service_access_security_group',
    subnets: ['subnet_id', 'subnet_ids'],
    optional: true,
  },
  { type: 'aws_emr_studio', part: 'workspace', groups: 'workspace_security_group_id', subnets: 'subnet_ids' },
  { type: 'aws_emr_studio', part: 'engine', groups: 'engine_security_group_id', subnets: 'subnet_ids' },
  {
    type: 'aws_directory_service_directory',
    within: 'vpc_settings',
    groups: [],
    subnets: 'subnet_ids',
    more: 'AWS makes the security group of a directory itself',
  },
  {
    type: 'aws_cloudhsm_v2_cluster',
    groups: [],
    subnets: 'subnet_ids',
    more: 'AWS makes the security group of a CloudHSM cluster itself',
  },
  {
    type: 'aws_glue_connection',
    within: 'physical_connection_requirements',
    groups: 'security_group_id_list',
    subnets: 'subnet_id',
    describe: () => 'Attached to Glue using role',
  },
  {
    type: 'aws_ec2_instance_connect_endpoint',
    groups: 'security_group_ids',
    subnets: 'subnet_id',
    interfaceType: 'ec2_instance_connect_endpoint',
    describe: () => 'EC2 Instance Connect Endpoint',
  },
  {
    type: 'aws_vpclattice_service_network_vpc_association',
    groups: 'security_group_ids',
    wholeVpc: true,
  },
  // Without a group of their own they get the VPC's default group.
  {
    type: 'aws_dms_replication_instance',
    groups: 'vpc_security_group_ids',
    subnetGroup: { attribute: 'replication_subnet_group_id', type: 'aws_dms_replication_subnet_group' },
    single: true,
    publicFlag: 'publicly_accessible',
  },
  { type: 'aws_elasticache_serverless_cache', groups: 'security_group_ids', subnets: 'subnet_ids' },
  {
    type: 'aws_memorydb_cluster',
    groups: 'security_group_ids',
    subnetGroup: { attribute: 'subnet_group_name', type: 'aws_memorydb_subnet_group' },
    single: true,
  },
  {
    type: 'aws_redshiftserverless_workgroup',
    groups: 'security_group_ids',
    subnets: 'subnet_ids',
    publicFlag: 'publicly_accessible',
  },
  { type: 'aws_mq_broker', groups: 'security_groups', subnets: 'subnet_ids', publicFlag: 'publicly_accessible' },
  { type: 'aws_fsx_lustre_file_system', groups: 'security_group_ids', subnets: 'subnet_ids' },
  { type: 'aws_fsx_windows_file_system', groups: 'security_group_ids', subnets: 'subnet_ids' },
  {
    type: 'aws_ecs_service',
    within: 'network_configuration',
    groups: 'security_groups',
    subnets: 'subnets',
    publicFlag: 'assign_public_ip',
  },
  { type: 'aws_sagemaker_notebook_instance', groups: 'security_groups', subnets: 'subnet_id' },
  {
    type: 'aws_dax_cluster',
    groups: 'security_group_ids',
    subnetGroup: { attribute: 'subnet_group_name', type: 'aws_dax_subnet_group' },
    single: true,
  },
  { type: 'aws_db_proxy_endpoint', groups: 'vpc_security_group_ids', subnets: 'vpc_subnet_ids' },
  { type: 'aws_docdbelastic_cluster', groups: 'vpc_security_group_ids', subnets: 'subnet_ids' },
  {
    type: 'aws_redshift_endpoint_access',
    groups: 'vpc_security_group_ids',
    subnetGroup: { attribute: 'subnet_group_name', type: 'aws_redshift_subnet_group' },
    single: true,
  },
  {
    type: 'aws_redshiftserverless_endpoint_access',
    groups: 'vpc_security_group_ids',
    subnets: 'subnet_ids',
  },
  {
    type: 'aws_dms_replication_config',
    within: 'compute_config',
    groups: 'vpc_security_group_ids',
    subnetGroup: { attribute: 'replication_subnet_group_id', type: 'aws_dms_replication_subnet_group' },
    single: true,
  },
  {
    type: 'aws_ecs_task_set',
    within: 'network_configuration',
    groups: 'security_groups',
    subnets: 'subnets',
    publicFlag: 'assign_public_ip',
  },
  {
    type: 'aws_cloudwatch_event_target',
    within: 'ecs_target.network_configuration',
    groups: 'security_groups',
    subnets: 'subnets',
    publicFlag: 'assign_public_ip',
  },
  {
    type: 'aws_scheduler_schedule',
    within: 'target.ecs_parameters.network_configuration',
    groups: 'security_groups',
    subnets: 'subnets',
    publicFlag: 'assign_public_ip',
  },
  { type: 'aws_opensearch_vpc_endpoint', within: 'vpc_options', groups: 'security_group_ids', subnets: 'subnet_ids' },
  ...['aws_fsx_ontap_file_system', 'aws_fsx_openzfs_file_system', 'aws_fsx_file_cache'].map((type) => ({
    type,
    groups: 'security_group_ids',
    subnets: 'subnet_ids',
  })),
  { type: 'aws_msk_serverless_cluster', within: 'vpc_config', groups: 'security_group_ids', subnets: 'subnet_ids' },
];
