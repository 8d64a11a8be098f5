import type { Network, Resource } from '../../network/index.ts';
import type { CodeRoot } from '../code.ts';
import { isDefined, isDefinedGroup } from '../defined.ts';

/** What is compared with code: what a person makes, and AWS does not make by itself. */
export const KINDS: readonly {
  readonly name: string;
  readonly kind: string;
  readonly of: (network: Network) => readonly (Resource & { readonly vpcId?: string })[];
}[] = [
  { name: 'VPC', kind: 'vpc', of: ({ vpcs }) => vpcs.filter(({ isDefault }) => !isDefault) },
  {
    name: 'subnet',
    kind: 'subnet',
    of: ({ subnets, vpcs }) => subnets.filter(({ vpcId }) => !isDefaultVpc(vpcs, vpcId)),
  },
  {
    name: 'security group',
    kind: 'security-group',
    of: ({ securityGroups }) =>
      securityGroups.filter((group) => group.groupName !== 'default' && isDefinedGroup(group)),
  },
  {
    name: 'network ACL',
    kind: 'network-acl',
    of: ({ networkAcls }) => networkAcls.filter(({ isDefault }) => !isDefault),
  },
  { name: 'route table', kind: 'route-table', of: ({ routeTables }) => routeTables.filter(({ main }) => !main) },
];

function isDefaultVpc(vpcs: Network['vpcs'], id: string): boolean {
  return vpcs.some((vpc) => vpc.id === id && vpc.isDefault);
}

/** The resources of one kind that a root of code makes; what it only refers to is made elsewhere. */
export function madeBy({ network }: CodeRoot, { of }: (typeof KINDS)[number]): readonly Resource[] {
  return of(network).filter((resource) => isDefined(resource) && (!('vpcId' in resource) || resource.vpcId !== ''));
}
