import {
  paginateDescribeManagedPrefixLists,
  paginateDescribePrefixLists,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateDescribeSecurityGroupVpcAssociations,
  paginateGetManagedPrefixListEntries,
} from '@aws-sdk/client-ec2';
import { PAGE_SIZE, type ReadOperation, SMALL_PAGE_SIZE } from '../read-operation.ts';

/** Security groups and what their rules refer to. */
export const SECURITY_GROUP_READS: readonly ReadOperation[] = [
  {
    command: 'describe-security-groups',
    purpose: 'security groups and their rules',
    pages: ({ ec2 }) => paginateDescribeSecurityGroups({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-security-group-rules',
    purpose: 'the ids of rules, so that a fix names exactly one',
    pages: ({ ec2 }) => paginateDescribeSecurityGroupRules({ client: ec2, pageSize: 1000 }, {}),
  },
  {
    command: 'describe-security-group-vpc-associations',
    purpose: 'groups used in further VPCs',
    pages: ({ ec2 }) => paginateDescribeSecurityGroupVpcAssociations({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-prefix-lists',
    purpose: 'addresses of the services behind gateway endpoints',
    pages: ({ ec2 }) => paginateDescribePrefixLists({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-managed-prefix-lists',
    purpose: 'prefix lists that rules and routes refer to',
    pages: ({ ec2 }) => paginateDescribeManagedPrefixLists({ client: ec2, pageSize: SMALL_PAGE_SIZE }, {}),
  },
  {
    command: 'get-managed-prefix-list-entries',
    purpose: 'the addresses in those prefix lists',
    pages: ({ ec2 }, [PrefixListId]) =>
      paginateGetManagedPrefixListEntries({ client: ec2, pageSize: SMALL_PAGE_SIZE }, { PrefixListId }),
  },
];
