import {
  paginateDescribeTransitGatewayAttachments,
  paginateDescribeTransitGatewayPeeringAttachments,
  paginateDescribeTransitGatewayRouteTables,
  paginateDescribeTransitGateways,
  paginateDescribeTransitGatewayVpcAttachments,
  paginateGetTransitGatewayRouteTablePropagations,
  paginateSearchTransitGatewayRoutes,
} from '@aws-sdk/client-ec2';
import { PAGE_SIZE, type ReadOperation } from '../read-operation.ts';

/** Transit gateways, what hangs on them and how they route. */
export const TRANSIT_GATEWAY_READS: readonly ReadOperation[] = [
  {
    command: 'describe-transit-gateways',
    purpose: 'transit gateways and their options',
    pages: ({ ec2 }) => paginateDescribeTransitGateways({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-transit-gateway-attachments',
    purpose: 'what is attached to them, and which table routes it',
    pages: ({ ec2 }) => paginateDescribeTransitGatewayAttachments({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-transit-gateway-vpc-attachments',
    purpose: 'in which subnets a VPC is attached',
    pages: ({ ec2 }) => paginateDescribeTransitGatewayVpcAttachments({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-transit-gateway-peering-attachments',
    purpose: 'peerings between transit gateways',
    pages: ({ ec2 }) => paginateDescribeTransitGatewayPeeringAttachments({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'describe-transit-gateway-route-tables',
    purpose: 'route tables of transit gateways',
    pages: ({ ec2 }) => paginateDescribeTransitGatewayRouteTables({ client: ec2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'search-transit-gateway-routes',
    purpose: 'the routes in those tables',
    pages: ({ ec2 }, [TransitGatewayRouteTableId]) =>
      paginateSearchTransitGatewayRoutes(
        { client: ec2, pageSize: 1000 },
        { TransitGatewayRouteTableId, Filters: [{ Name: 'state', Values: ['active', 'blackhole'] }] },
      ),
  },
  {
    command: 'get-transit-gateway-route-table-propagations',
    purpose: 'which attachments those tables learn from',
    pages: ({ ec2 }, [TransitGatewayRouteTableId]) =>
      paginateGetTransitGatewayRouteTablePropagations(
        { client: ec2, pageSize: PAGE_SIZE },
        { TransitGatewayRouteTableId },
      ),
  },
];
