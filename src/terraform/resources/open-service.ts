import type { OpenService } from '../../network/index.ts';
import type { Attributes } from './attributes.ts';
import type { ResourceKind } from './draft.ts';

/** Data stores and brokers that say by themselves whether they get a public address. */
const PUBLIC_BY_FLAG = new Set([
  ...['aws_db_instance', 'aws_rds_cluster_instance', 'aws_redshift_cluster', 'aws_redshiftserverless_workgroup'],
  ...['aws_dms_replication_instance', 'aws_mq_broker'],
]);

type Opening = Pick<OpenService, 'opening' | 'cidrs'>;

/** What a setting opens, whatever kind reads the rest of the resource. Only what is certain: a setting that is unknown opens nothing. */
export const openServices: ResourceKind = {
  types: [...PUBLIC_BY_FLAG, 'aws_eks_cluster', 'aws_vpc_endpoint_service'],
  read({ body, resource, instance }, draft) {
    const opening = openingOf(instance.type, body);
    if (opening) draft.network.openServices.push({ ...resource, type: instance.type, ...opening });
  },
};

function openingOf(type: string, body: Attributes): Opening | undefined {
  if (type === 'aws_vpc_endpoint_service')
    return body.bool('acceptance_required') === false ? { opening: 'any-consumer' } : undefined;
  if (type === 'aws_eks_cluster') return endpointOf(body.block('vpc_config'));
  return body.bool('publicly_accessible') === true ? { opening: 'public-address' } : undefined;
}

/** A cluster's endpoint is public, for everybody, unless the code says otherwise. (EKS API, VpcConfigRequest) */
function endpointOf(config: Attributes | undefined): Opening | undefined {
  const isPublic = config?.get('endpoint_public_access') === undefined || config.bool('endpoint_public_access');
  const { known, unknown } = config?.texts('public_access_cidrs') ?? { known: [] };
  if (!config || !isPublic || unknown) return undefined;
  return { opening: 'public-endpoint', cidrs: known.length > 0 ? known : ['0.0.0.0/0'] };
}
