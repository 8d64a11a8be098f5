import type { Resource, Unknown } from './origin.ts';

export interface TransitGateway extends Resource {
  readonly owner: string;
  readonly securityGroupReferencing: boolean;
  readonly autoAcceptSharedAttachments: boolean;
}

export interface TransitGatewayAttachment extends Resource {
  readonly transitGatewayId: string;
  readonly resourceType: 'vpc' | 'vpn' | 'direct-connect-gateway' | 'peering' | 'connect' | 'other';
  /** VPC, VPN connection or Direct Connect gateway id; for a peering the peer transit gateway's id. */
  readonly resourceId: string;
  readonly resourceAccount: string;
  readonly state: string;
  /** The table that routes what arrives from this attachment. */
  readonly associatedRouteTableId?: string;
  /** VPC attachments: the subnets, one a zone, that hold the gateway's interfaces. */
  readonly subnetIds?: readonly string[];
  readonly securityGroupReferencing?: boolean;
  readonly applianceMode?: boolean;
  /** Peering attachments: the far side's attachment has the same id on the peer gateway. */
  readonly peerTransitGatewayId?: string;
}

export interface TransitGatewayRoute {
  readonly cidr: string;
  readonly type: 'static' | 'propagated';
  readonly state: 'active' | 'blackhole';
  readonly attachmentIds: readonly string[];
}

export interface TransitGatewayRouteTable extends Resource {
  readonly transitGatewayId: string;
  /** May hold only static routes; propagated ones follow from `propagations`. */
  readonly routes: readonly TransitGatewayRoute[] | Unknown;
  /** Attachments whose prefixes this table learns. */
  readonly propagations: readonly string[] | Unknown;
  /** Attachments associated with this table, where the snapshot says so here rather than on the attachment. */
  readonly associations?: readonly string[];
}

/** Whether an attachment carries packets: also while it is modified, and while a modification that failed is undone. */
export function isCarrying({ state }: Pick<TransitGatewayAttachment, 'state'>): boolean {
  return state === 'available' || state === 'modifying' || state === 'rollingBack';
}
