import type { Vpc } from '../network/index.ts';
import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import { limitOf, quotaFindings } from './quota/simple.ts';

const parameters = {
  /** Network ACLs per VPC (quota L-B4A6D682). */
  networkAcls: 200,
  /** Route tables per VPC (L-589F43AA). */
  routeTables: 200,
  /** Active peering connections per VPC (L-7E9ECCDB), at most 125. */
  peerings: 50,
  /** IPv4 blocks per VPC (L-83CA0A9D), at most 50. */
  ipv4Blocks: 5,
  near: 0.8,
  at: 0.95,
};

type Limits = Omit<typeof parameters, 'near' | 'at'>;

/** What is counted per VPC. */
const COUNTS: readonly {
  readonly name: keyof Limits;
  readonly code: string;
  readonly max?: number;
  readonly what: string;
  readonly count: (vpc: Vpc, context: CheckContext) => number;
}[] = [
  {
    name: 'networkAcls',
    code: 'L-B4A6D682',
    what: 'network ACLs',
    count: ({ id }, { network }) => network.networkAcls.filter(({ vpcId }) => vpcId === id).length,
  },
  {
    name: 'routeTables',
    code: 'L-589F43AA',
    what: 'route tables',
    count: ({ id }, { network }) => network.routeTables.filter(({ vpcId }) => vpcId === id).length,
  },
  {
    name: 'peerings',
    code: 'L-7E9ECCDB',
    max: 125,
    what: 'active peering connections',
    count: ({ id }, { network }) =>
      network.peerings.filter(
        ({ status, requester, accepter }) => status === 'active' && (requester.vpcId === id || accepter.vpcId === id),
      ).length,
  },
  { name: 'ipv4Blocks', code: 'L-83CA0A9D', max: 50, what: 'IPv4 blocks', count: ({ ipv4Cidrs }) => ipv4Cidrs.length },
];

export const vpcQuota: Check<typeof parameters> = {
  id: 'vpc-quota',
  title: 'A VPC holds nearly as much as it may',
  what: 'VPCs whose network ACLs, route tables, peering connections or address blocks come near their quotas.',
  why: 'What comes next cannot be made, and a VPC is not replaced in an afternoon.',
  severity: 'low',
  references: { quota: ['L-B4A6D682', 'L-589F43AA', 'L-7E9ECCDB', 'L-83CA0A9D'] },
  dependsOn: ['describe-vpcs', 'describe-network-acls', 'describe-route-tables', 'describe-vpc-peering-connections'],
  alsoReads: ['service-quotas-list-service-quotas'],
  parameters,
  remediation: 'Remove what is unused, connect many VPCs by a transit gateway, or ask for a higher quota.',
  run: (context, { severity, parameters }) =>
    quotaFindings(
      'vpc-quota',
      context.network.vpcs.flatMap((vpc) =>
        COUNTS.map(({ name, code, max, what, count }) => ({
          resource: vpc,
          kind: 'vpc',
          identity: [vpc.id, name],
          what: `${what} of ${vpc.id}`,
          used: count(vpc, context),
          limit: limitOf(context, vpc, code, parameters[name]),
          quota: { code, ...(max !== undefined && { max }) },
        })),
      ),
      severity,
      parameters,
    ),
};
