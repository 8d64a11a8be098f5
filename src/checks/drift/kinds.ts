import type { Network, Resource } from '../../network/index.ts';
import type { CodeRoot } from '../code.ts';
import { isDefined, isDefinedGroup } from '../defined.ts';

/** A resource that is compared with code. */
export type Compared = Resource & { readonly vpcId?: string };

/** What is compared with code: what a person makes, and AWS does not make by itself. */
export interface Kind {
  readonly name: string;
  readonly kind: string;
  readonly of: (network: Network) => readonly Compared[];
  /** Whether code says enough of a resource to recognise it by beside its `Name` tag. */
  readonly isNamed: (resource: Compared) => boolean;
}

export const KINDS: readonly Kind[] = [
  { name: 'VPC', kind: 'vpc', of: ({ vpcs }) => vpcs.filter(({ isDefault }) => !isDefault), isNamed: () => false },
  {
    name: 'subnet',
    kind: 'subnet',
    of: ({ subnets, vpcs }) => subnets.filter(({ vpcId }) => !isDefaultVpc(vpcs, vpcId)),
    isNamed: (resource) => 'ipv4Cidr' in resource && resource.ipv4Cidr !== undefined,
  },
  {
    name: 'security group',
    kind: 'security-group',
    of: ({ securityGroups }) =>
      securityGroups.filter((group) => group.groupName !== 'default' && isDefinedGroup(group)),
    // A group whose name code leaves to AWS goes by its address.
    isNamed: (resource) =>
      'groupName' in resource && !(resource.origin.kind === 'code' && resource.groupName === resource.origin.address),
  },
  {
    name: 'network ACL',
    kind: 'network-acl',
    of: ({ networkAcls }) => networkAcls.filter(({ isDefault }) => !isDefault),
    isNamed: () => false,
  },
  {
    name: 'route table',
    kind: 'route-table',
    of: ({ routeTables }) => routeTables.filter(({ main }) => !main),
    isNamed: () => false,
  },
];

function isDefaultVpc(vpcs: Network['vpcs'], id: string): boolean {
  return vpcs.some((vpc) => vpc.id === id && vpc.isDefault);
}

/** The resources of one kind that a root of code makes in its place; what it only refers to is made elsewhere. */
export function madeBy({ network, account, region }: CodeRoot, { of }: Kind): readonly Compared[] {
  return of(network).filter(
    (resource) =>
      isDefined(resource) && resource.vpcId !== '' && resource.account === account && resource.region === region,
  );
}

/** Whether a resource of code that was not recognised might be one that is there: code says too little, or several share a name. */
export function mayBe(stated: Compared, live: Compared, { isNamed }: Kind): boolean {
  const name = stated.tags?.['Name'] ?? '';
  return name === '' ? !isNamed(stated) : name === live.tags?.['Name'];
}
