import type { ResourceKind } from './draft.ts';
import { eksCluster, eksNodes } from './eks.ts';
import { elasticBeanstalk } from './elastic-beanstalk.ts';
import { elasticIp, elasticIpAssociation } from './elastic-ip.ts';
import { networkFirewall } from './firewall.ts';
import { egressOnlyInternetGateway, internetGateway, internetGatewayAttachment, natGateway } from './gateway.ts';
import { instance } from './instance.ts';
import { autoscalingGroup, fleet, launchTemplate } from './launch-template.ts';
import { classicLoadBalancer, listener, loadBalancer, targetGroup, targetGroupAttachment } from './load-balancer.ts';
import { networkAcl, networkAclAssociation, networkAclRule } from './network-acl.ts';
import { networkInterface, networkInterfaceAttachment, securityGroupAttachment } from './network-interface.ts';
import { openServices } from './open-service.ts';
import { peering } from './peering.ts';
import { prefixList, prefixListEntry } from './prefix-list.ts';
import { mainRouteTableAssociation, route, routeTable, routeTableAssociation } from './route-table.ts';
import { dataSecurityGroup, securityGroup, securityGroupVpcAssociation } from './security-group.ts';
import { securityGroupRule, vpcSecurityGroupRule } from './security-group-rule.ts';
import { services } from './service.ts';
import { subnet } from './subnet.ts';
import {
  transitGateway,
  transitGatewayPeeringAttachment,
  transitGatewayRouteTable,
  transitGatewayTableEntry,
  transitGatewayVpcAttachment,
} from './transit-gateway.ts';
import { blockPublicAccess, vpc, vpcCidrAssociation } from './vpc.ts';
import { vpcEndpoint } from './vpc-endpoint.ts';
import { vpnConnection, vpnGateway, vpnRoutePropagation } from './vpn.ts';

/** All kinds, each after those it refers to: a rule comes after its group, an interface after its subnet. */
export const KINDS: readonly ResourceKind[] = [
  vpc,
  vpcCidrAssociation,
  blockPublicAccess,
  subnet,
  prefixList,
  prefixListEntry,
  securityGroup,
  dataSecurityGroup,
  securityGroupRule,
  vpcSecurityGroupRule,
  securityGroupVpcAssociation,
  networkAcl,
  networkAclRule,
  networkAclAssociation,
  internetGateway,
  vpnGateway,
  internetGatewayAttachment,
  egressOnlyInternetGateway,
  natGateway,
  peering,
  transitGateway,
  transitGatewayRouteTable,
  transitGatewayVpcAttachment,
  transitGatewayPeeringAttachment,
  transitGatewayTableEntry,
  vpnConnection,
  routeTable,
  vpcEndpoint,
  networkFirewall,
  route,
  routeTableAssociation,
  mainRouteTableAssociation,
  vpnRoutePropagation,
  networkInterface,
  instance,
  networkInterfaceAttachment,
  launchTemplate,
  autoscalingGroup,
  fleet,
  elasticBeanstalk,
  eksCluster,
  eksNodes,
  ...services,
  openServices,
  loadBalancer,
  classicLoadBalancer,
  listener,
  targetGroup,
  targetGroupAttachment,
  securityGroupAttachment,
  elasticIp,
  elasticIpAssociation,
];
