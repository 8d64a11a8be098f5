import type { Attributes } from './attributes.ts';
import type { Draft, ResourceKind, Statement } from './draft.ts';
import { addInterface } from './interface.ts';

/** A service that puts interfaces with security groups into subnets: where its configuration says which. */
interface ServiceShape {
  readonly type: string;
  /** Block that holds the two, when they are nested: `vpc_config`. */
  readonly within?: string;
  readonly groups: string;
  /** A list of subnets, one subnet, or the name of a subnet group resource. */
  readonly subnets?: string;
  readonly subnetGroup?: { readonly attribute: string; readonly type: string };
  /** One interface in the first subnet rather than one in each. */
  readonly single?: boolean;
  /** AWS `InterfaceType` where it has one of its own. */
  readonly interfaceType?: string;
  /** How AWS describes the interface: lets a live one be recognised. */
  readonly describe?: (body: Attributes) => string;
  /** The attribute that gives its interfaces public addresses. */
  readonly publicFlag?: string;
}

const rds = { attribute: 'db_subnet_group_name', type: 'aws_db_subnet_group' } as const;
const cache = { attribute: 'subnet_group_name', type: 'aws_elasticache_subnet_group' } as const;

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
    type: 'aws_dms_replication_instance',
    groups: 'vpc_security_group_ids',
    subnetGroup: { attribute: 'replication_subnet_group_id', type: 'aws_dms_replication_subnet_group' },
    single: true,
    publicFlag: 'publicly_accessible',
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
  { type: 'aws_elasticache_serverless_cache', groups: 'security_group_ids', subnets: 'subnet_ids' },
  {
    type: 'aws_memorydb_cluster',
    groups: 'security_group_ids',
    subnetGroup: { attribute: 'subnet_group_name', type: 'aws_memorydb_subnet_group' },
    single: true,
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
    type: 'aws_redshiftserverless_workgroup',
    groups: 'security_group_ids',
    subnets: 'subnet_ids',
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
  { type: 'aws_msk_cluster', within: 'broker_node_group_info', groups: 'security_groups', subnets: 'client_subnets' },
  { type: 'aws_mq_broker', groups: 'security_groups', subnets: 'subnet_ids', publicFlag: 'publicly_accessible' },
  {
    type: 'aws_efs_mount_target',
    groups: 'security_groups',
    subnets: 'subnet_id',
    interfaceType: 'efs',
    describe: () => 'EFS mount target for',
  },
  { type: 'aws_fsx_lustre_file_system', groups: 'security_group_ids', subnets: 'subnet_ids' },
  { type: 'aws_fsx_windows_file_system', groups: 'security_group_ids', subnets: 'subnet_ids' },
  {
    type: 'aws_lambda_function',
    within: 'vpc_config',
    groups: 'security_group_ids',
    subnets: 'subnet_ids',
    interfaceType: 'lambda',
    describe: (b) => `AWS Lambda VPC ENI-${b.known('function_name') ?? ''}`,
  },
  {
    type: 'aws_ecs_service',
    within: 'network_configuration',
    groups: 'security_groups',
    subnets: 'subnets',
    publicFlag: 'assign_public_ip',
  },
  {
    type: 'aws_eks_cluster',
    within: 'vpc_config',
    groups: 'security_group_ids',
    subnets: 'subnet_ids',
    describe: (b) => `Amazon EKS ${b.known('name') ?? ''}`,
  },
  {
    type: 'aws_batch_compute_environment',
    within: 'compute_resources',
    groups: 'security_group_ids',
    subnets: 'subnets',
  },
  { type: 'aws_codebuild_project', within: 'vpc_config', groups: 'security_group_ids', subnets: 'subnets' },
  { type: 'aws_apprunner_vpc_connector', groups: 'security_groups', subnets: 'subnets' },
  { type: 'aws_apigatewayv2_vpc_link', groups: 'security_group_ids', subnets: 'subnet_ids' },
  {
    type: 'aws_mwaa_environment',
    within: 'network_configuration',
    groups: 'security_group_ids',
    subnets: 'subnet_ids',
  },
  { type: 'aws_sagemaker_notebook_instance', groups: 'security_groups', subnets: 'subnet_id' },
  {
    type: 'aws_dax_cluster',
    groups: 'security_group_ids',
    subnetGroup: { attribute: 'subnet_group_name', type: 'aws_dax_subnet_group' },
    single: true,
  },
  { type: 'aws_route53_resolver_endpoint', groups: 'security_group_ids', subnets: 'ip_address' },
];

/** Every service of the table, as kinds of one shape. */
export const services: readonly ResourceKind[] = SERVICES.map((shape) => ({
  types: [shape.type],
  read: (statement, draft) => readService(shape, statement, draft),
}));

function readService(shape: ServiceShape, statement: Statement, draft: Draft): void {
  const { body, id, address, instance } = statement;
  const holder = shape.within === undefined ? body : body.block(shape.within);
  if (!holder) return;
  const subnetIds = subnetsOf(shape, holder, body, draft);
  const groups = holder.texts(shape.groups);
  if (subnetIds.length === 0) {
    if (groups.known.length === 0 && !groups.unknown) return;
    draft.problem(address, 'which subnets it is in is not in this code', instance.location);
  }
  const description = shape.describe?.(body);
  for (const subnetId of subnetIds.length === 0 ? [''] : shape.single ? subnetIds.slice(0, 1) : subnetIds)
    addInterface(
      statement,
      {
        id: `${id}/${subnetId || 'interface'}`,
        subnetId,
        groups,
        type: shape.interfaceType ?? 'interface',
        requesterManaged: true,
        ...(description !== undefined && { description }),
        publicAddress:
          shape.publicFlag !== undefined && (holder.bool(shape.publicFlag) ?? body.bool(shape.publicFlag)) === true,
      },
      draft,
    );
}

function subnetsOf(shape: ServiceShape, holder: Attributes, body: Attributes, draft: Draft): readonly string[] {
  if (shape.subnets === 'ip_address')
    return holder.blocks('ip_address').flatMap((block) => ('get' in block ? (block.known('subnet_id') ?? []) : []));
  if (shape.subnets !== undefined) return holder.texts(shape.subnets).known;
  if (!shape.subnetGroup) return [];
  const value = body.get(shape.subnetGroup.attribute);
  const group = draft.resources.find((r) => {
    if (r.type !== shape.subnetGroup?.type || value === undefined) return false;
    const name = r.values.get('name');
    if (value.kind === 'symbol') return value.address === r.address;
    return (
      value.kind === 'string' &&
      (value.value === draft.ids.idOf(r) || (name?.kind === 'string' && name.value === value.value))
    );
  });
  const subnets = group?.values.get('subnet_ids');
  if (subnets?.kind !== 'list' && subnets?.kind !== 'set' && subnets?.kind !== 'tuple') return [];
  return subnets.items.flatMap((item) => {
    const resolved = draft.ids.resolve(item);
    return resolved.kind === 'string' ? [resolved.value] : [];
  });
}
