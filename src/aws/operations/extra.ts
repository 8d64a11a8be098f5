import { type CloudTrailClient, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import {
  DescribeKeyPairsCommand,
  paginateDescribeFlowLogs,
  paginateDescribeImages,
  paginateDescribeVolumes,
} from '@aws-sdk/client-ec2';
import { paginateListServiceQuotas } from '@aws-sdk/client-service-quotas';
import { paginateDescribeInstancePatchStates } from '@aws-sdk/client-ssm';
import { once, PAGE_SIZE, type ReadOperation } from '../read-operation.ts';

/** What may be read beside the network, each permitted and switched on by itself. */
export const EXTRAS = ['quotas', 'history', 'patches', 'inventory'] as const;
export type Extra = (typeof EXTRAS)[number];

/** How far back changes are asked for: longer than the longest time between two scans of a healthy service. */
const LOOK_BACK = 2 * 24 * 60 * 60 * 1000;

/** The events that open and close rules of security groups. CloudTrail takes one name a lookup. */
const RULE_EVENTS = [
  'AuthorizeSecurityGroupIngress',
  'AuthorizeSecurityGroupEgress',
  'RevokeSecurityGroupIngress',
  'RevokeSecurityGroupEgress',
  'ModifySecurityGroupRules',
];

export const EXTRA_READS: Readonly<Record<Extra, readonly ReadOperation[]>> = {
  quotas: [
    {
      command: 'service-quotas-list-service-quotas',
      purpose: "the account's own VPC quotas in place of AWS's defaults",
      pages: ({ quotas }) => paginateListServiceQuotas({ client: quotas, pageSize: 100 }, { ServiceCode: 'vpc' }),
    },
  ],
  history: [
    {
      command: 'cloudtrail-lookup-events',
      purpose: 'who opened or closed a rule, and when',
      pages: ({ trail }, _parents, now) => lookups(trail, new Date(now.getTime() - LOOK_BACK)),
    },
  ],
  patches: [
    {
      command: 'ssm-describe-instance-patch-states',
      purpose: 'patch states of instances that Systems Manager looks after',
      pages: ({ ssm }, InstanceIds) =>
        paginateDescribeInstancePatchStates({ client: ssm, pageSize: 50 }, { InstanceIds: [...InstanceIds] }),
    },
  ],
  inventory: [
    {
      command: 'describe-flow-logs',
      purpose: 'which VPCs, subnets and interfaces have their flows logged',
      pages: ({ ec2 }) => paginateDescribeFlowLogs({ client: ec2, pageSize: PAGE_SIZE }, {}),
    },
    {
      command: 'describe-volumes',
      purpose: 'volumes and what they are attached to',
      pages: ({ ec2 }) => paginateDescribeVolumes({ client: ec2, pageSize: PAGE_SIZE }, {}),
    },
    {
      command: 'describe-images',
      purpose: "the account's own machine images",
      pages: ({ ec2 }) => paginateDescribeImages({ client: ec2, pageSize: PAGE_SIZE }, { Owners: ['self'] }),
    },
    {
      command: 'describe-key-pairs',
      purpose: 'names and fingerprints of key pairs',
      pages: ({ ec2 }) => once(ec2.send(new DescribeKeyPairsCommand({}))),
    },
  ],
};

async function* lookups(client: CloudTrailClient, StartTime: Date): AsyncGenerator<object> {
  for (const AttributeValue of RULE_EVENTS)
    yield* paginateLookupEvents(
      { client, pageSize: 50 },
      { StartTime, LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue }] },
    );
}
