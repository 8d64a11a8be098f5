import {
  DescribeVpnConnectionsCommand,
  type DescribeVpnConnectionsCommandOutput,
  DescribeVpnGatewaysCommand,
  type EC2Client,
  paginateDescribeEgressOnlyInternetGateways,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcPeeringConnections,
} from '@aws-sdk/client-ec2';
import { once, PAGE_SIZE, type ReadOperation } from '../read-operation.ts';

/** The ways out of a VPC. */
export const GATEWAY_READS: readonly ReadOperation[] = [
  {
    command: 'describe-internet-gateways',
    purpose: 'internet gateways and their VPCs',
    pages: ({ ec2 }) => paginateDescribeInternetGateways({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-egress-only-internet-gateways',
    purpose: 'outbound-only IPv6 gateways',
    pages: ({ ec2 }) => paginateDescribeEgressOnlyInternetGateways({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-nat-gateways',
    purpose: 'NAT gateways, public and private',
    pages: ({ ec2 }) => paginateDescribeNatGateways({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-vpc-peering-connections',
    purpose: 'peerings with other VPCs, also of other accounts',
    pages: ({ ec2 }) => paginateDescribeVpcPeeringConnections({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-vpn-gateways',
    purpose: 'virtual private gateways and their VPCs',
    pages: ({ ec2 }) => once(ec2.send(new DescribeVpnGatewaysCommand({}))),
  },
  {
    command: 'describe-vpn-connections',
    purpose: 'VPN connections and their static routes; pre-shared keys are thrown away unread',
    pages: ({ ec2 }) => once(vpnConnections(ec2)),
  },
  {
    command: 'describe-vpc-endpoints',
    purpose: 'gateway and interface endpoints',
    pages: ({ ec2 }) => paginateDescribeVpcEndpoints({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
];

/** The configuration of a customer gateway and the tunnel options hold the tunnels' pre-shared keys. */
async function vpnConnections(ec2: EC2Client): Promise<DescribeVpnConnectionsCommandOutput> {
  const output = await ec2.send(new DescribeVpnConnectionsCommand({}));
  const VpnConnections = (output.VpnConnections ?? []).map(
    ({ CustomerGatewayConfiguration, Options: { TunnelOptions, ...Options } = {}, ...connection }) => ({
      ...connection,
      Options,
    }),
  );
  return { ...output, VpnConnections };
}
