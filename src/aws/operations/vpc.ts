import {
  DescribeAddressesCommand,
  DescribeVpcBlockPublicAccessExclusionsCommand,
  DescribeVpcBlockPublicAccessOptionsCommand,
  paginateDescribeInstances,
  paginateDescribeNetworkAcls,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import { followed, once, PAGE_SIZE, type ReadOperation, SMALL_PAGE_SIZE } from '../read-operation.ts';

/** What lies in a VPC, and what guards and routes its subnets. */
export const VPC_READS: readonly ReadOperation[] = [
  {
    command: 'describe-vpcs',
    purpose: 'VPCs and their address blocks',
    pages: ({ ec2 }) => paginateDescribeVpcs({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-subnets',
    purpose: 'subnets, their zones and address blocks',
    pages: ({ ec2 }) => paginateDescribeSubnets({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-network-interfaces',
    purpose: 'network interfaces: addresses, groups, what they are attached to',
    pages: ({ ec2 }) => paginateDescribeNetworkInterfaces({ client: ec2, pageSize: 500 }, {}),
  },
  {
    command: 'describe-instances',
    purpose: 'instances, to name what an interface belongs to',
    pages: ({ ec2 }) => paginateDescribeInstances({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-addresses',
    purpose: 'Elastic IP addresses, also unassociated ones',
    pages: ({ ec2 }) => once(ec2.send(new DescribeAddressesCommand({}))),
  },
  {
    command: 'describe-network-acls',
    purpose: 'network ACLs of subnets',
    pages: ({ ec2 }) => paginateDescribeNetworkAcls({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-route-tables',
    purpose: 'routes of subnets and gateways',
    pages: ({ ec2 }) => paginateDescribeRouteTables({ client: ec2, pageSize: SMALL_PAGE_SIZE }, {}),
  },
  {
    command: 'describe-vpc-block-public-access-options',
    purpose: 'whether VPC Block Public Access is on',
    pages: ({ ec2 }) => once(ec2.send(new DescribeVpcBlockPublicAccessOptionsCommand({}))),
  },
  {
    command: 'describe-vpc-block-public-access-exclusions',
    purpose: 'what VPC Block Public Access leaves out',
    pages: ({ ec2 }) =>
      followed((token) =>
        ec2.send(
          new DescribeVpcBlockPublicAccessExclusionsCommand({
            MaxResults: PAGE_SIZE,
            ...(token && { NextToken: token }),
          }),
        ),
      ),
  },
];
