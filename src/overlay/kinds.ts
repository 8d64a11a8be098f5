import type { Network, Resource } from '../network/index.ts';

/** The collections of a network whose members are resources with an id. */
export type Collection = {
  [K in keyof Network]: Network[K][number] extends Resource ? K : never;
}[keyof Network];

export type Member<K extends Collection> = Network[K][number];

/** What a resource may be recognised by beside its id. Equal keys of one kind mean the same resource. */
type Keys = { readonly [K in Collection]: (resource: Member<K>) => readonly (string | undefined | false)[] };

/** Terraform's suffix after a `name_prefix`: a timestamp and a counter. */
const SUFFIX = /\d{18}[0-9a-f]{8}$/;

const tagged = (r: Resource, vpcId = ''): string | undefined => {
  const name = r.tags?.['Name'];
  return name === undefined || name === '' ? undefined : `${vpcId} Name tag '${name}'`;
};

/** What CloudFormation made tells of which resource of which template; code of which the stack is not known, only the former. */
const stacked = (r: Resource, vpcId = ''): readonly (string | undefined)[] => {
  const [id, stack] = ['logical-id', 'stack-name'].map((name) => r.tags?.[`aws:cloudformation:${name}`]);
  if (id === undefined) return [];
  return [stack === undefined ? undefined : `'${id}' of stack '${stack}'`, `${vpcId} logical id '${id}'`];
};

/** The group that EKS makes with a cluster has a name that nobody can foresee, but tells its cluster. */
const clusterOf = (r: Member<'securityGroups'>): string | undefined => {
  const cluster = r.tags?.['aws:eks:cluster-name'] ?? '';
  return cluster !== '' && r.groupName.startsWith('eks-cluster-sg-') ? `group of EKS cluster '${cluster}'` : undefined;
};

/** Without a name of its own a group is called `terraform-` and a suffix. */
const isUnnamed = (r: Member<'securityGroups'>): boolean =>
  r.origin.kind === 'code' && r.origin.address.includes('.') && r.groupName === r.origin.address;

export const KEYS: Keys = {
  vpcs: (r) => [r.isDefault && 'the default VPC', tagged(r), ...stacked(r)],
  subnets: (r) => [
    r.vpcId !== '' && r.ipv4Cidr !== undefined && `${r.vpcId} block ${r.ipv4Cidr}`,
    tagged(r, r.vpcId),
    ...stacked(r, r.vpcId),
  ],
  launchTemplates: (r) => [tagged(r), ...stacked(r)],
  openServices: (r) => [tagged(r), ...stacked(r)],
  prefixLists: (r) => [r.name !== undefined && r.name !== '' && `name '${r.name}'`],
  securityGroups: (r) => [
    r.groupName !== '' && `${r.vpcId} name '${r.groupName}'`,
    // Code that does not say its VPC may mean the only group of the name.
    r.groupName !== '' && r.vpcId !== '' && r.origin.kind === 'live' && ` name '${r.groupName}'`,
    isUnnamed(r) && `${r.vpcId} name 'terraform-'`,
    clusterOf(r),
    r.groupName !== '' && SUFFIX.test(r.groupName) && `${r.vpcId} name '${r.groupName.replace(SUFFIX, '')}'`,
    tagged(r, r.vpcId),
    ...stacked(r, r.vpcId),
  ],
  networkAcls: (r) => [
    r.vpcId !== '' && r.isDefault && `${r.vpcId} the default ACL`,
    tagged(r, r.vpcId),
    ...stacked(r, r.vpcId),
  ],
  routeTables: (r) => [
    r.vpcId !== '' && r.main && `${r.vpcId} the main table`,
    tagged(r, r.vpcId),
    ...stacked(r, r.vpcId),
  ],
  internetGateways: (r) => [r.vpcIds[0] !== undefined && `of ${r.vpcIds[0]}`, tagged(r), ...stacked(r)],
  egressOnlyInternetGateways: (r) => [r.vpcIds[0] !== undefined && `of ${r.vpcIds[0]}`, tagged(r), ...stacked(r)],
  vpnGateways: (r) => [r.vpcIds[0] !== undefined && `of ${r.vpcIds[0]}`, tagged(r), ...stacked(r)],
  natGateways: (r) => [tagged(r, r.vpcId), ...stacked(r, r.vpcId), r.subnetId !== undefined && `in ${r.subnetId}`],
  peerings: (r) => [
    r.requester.vpcId !== '' && r.accepter.vpcId !== '' && `${r.requester.vpcId} to ${r.accepter.vpcId}`,
    tagged(r),
    ...stacked(r),
  ],
  transitGateways: (r) => [tagged(r), ...stacked(r)],
  transitGatewayAttachments: (r) => [
    r.transitGatewayId !== '' && r.resourceId !== '' && `${r.transitGatewayId} to ${r.resourceId}`,
    tagged(r),
    ...stacked(r),
  ],
  transitGatewayRouteTables: (r) => [tagged(r), ...stacked(r)],
  vpnConnections: (r) => [tagged(r), ...stacked(r)],
  vpcEndpoints: (r) => [
    r.serviceName !== '' && `${r.vpcId} to ${r.serviceName}`,
    tagged(r, r.vpcId),
    ...stacked(r, r.vpcId),
  ],
  loadBalancers: (r) => [r.name !== undefined && r.name !== '' && `${r.type} name '${r.name}'`],
  targetGroups: (r) => [r.name !== undefined && r.name !== '' && `name '${r.name}'`],
  instances: (r) => [tagged(r, r.vpcId), ...stacked(r, r.vpcId)],
  elasticIps: (r) => [r.publicIp !== null && r.publicIp, tagged(r), ...stacked(r)],
  interfaces: (r) => [tagged(r, r.vpcId), ...stacked(r, r.vpcId)],
};

/** Every collection, each after those its keys refer to: a group is recognised within its VPC. */
export const COLLECTIONS = Object.keys(KEYS) as readonly Collection[];

/** Whether a resource comes from a `data` block: it names what exists, and states nothing. */
export function isData(resource: Resource): boolean {
  return resource.origin.kind === 'code' && /(^|\.)data\./.test(resource.origin.address);
}
