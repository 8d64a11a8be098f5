import { isUnknown, type Route, type RouteTarget, type RouteTargetKind } from '../../network/index.ts';
import type { Attributes } from './attributes.ts';
import type { Draft, Statement } from './draft.ts';
import { canonicalCidr, uncertain } from './permission.ts';

/** Target attributes of `aws_route` and of inline `route` blocks; `gateway_id` is told apart by what it names. */
const TARGETS: Readonly<Record<string, RouteTargetKind>> = {
  gateway_id: 'internet-gateway',
  nat_gateway_id: 'nat-gateway',
  egress_only_gateway_id: 'egress-only-internet-gateway',
  vpc_peering_connection_id: 'vpc-peering-connection',
  transit_gateway_id: 'transit-gateway',
  vpc_endpoint_id: 'vpc-endpoint',
  network_interface_id: 'network-interface',
  instance_id: 'instance',
  local_gateway_id: 'local-gateway',
  carrier_gateway_id: 'carrier-gateway',
  core_network_arn: 'core-network',
};

const DESTINATIONS = [
  'destination_cidr_block',
  'cidr_block',
  'destination_ipv6_cidr_block',
  'ipv6_cidr_block',
  'destination_prefix_list_id',
] as const;

/** The routes one `aws_route` or inline `route` block states; usually one. */
export function routesOf(body: Attributes, statement: Statement, draft: Draft): Route[] {
  return DESTINATIONS.flatMap((name): Route[] => {
    const text = body.text(name);
    if (text === undefined || text === '') return [];
    return [
      {
        destination: destination(name, text),
        target: targetOf(body, statement, draft),
        state: 'active',
        propagated: false,
        origin: statement.origin({
          location: body.at() ?? statement.instance.location,
          cause: body.at(name),
          of: [name, 'route'],
        }),
      },
    ];
  });
}

function destination(name: string, text: string | { readonly unknown: string }): Route['destination'] {
  if (typeof text !== 'string') return { kind: 'unknown', ...text };
  if (name === 'destination_prefix_list_id') return { kind: 'prefix-list', prefixListId: text };
  const cidr = canonicalCidr(text);
  return isUnknown(cidr) ? { kind: 'unknown', ...cidr } : { kind: 'cidr', cidr };
}

function targetOf(body: Attributes, statement: Statement, draft: Draft): RouteTarget {
  const doubt = uncertain(statement);
  if (doubt) return { kind: 'unknown', id: doubt.unknown };
  for (const [name, kind] of Object.entries(TARGETS)) {
    const text = body.text(name);
    if (text === undefined || text === '') continue;
    if (isUnknown(text)) {
      const value = body.get(name);
      const guess = value?.kind === 'symbol' ? kindByType(value.address) : undefined;
      return guess ? { kind: guess, id: text.unknown } : { kind: 'unknown', id: text.unknown };
    }
    return { kind: name === 'gateway_id' ? gatewayKind(text, draft) : kind, id: text };
  }
  return { kind: 'unknown', id: `${statement.address} names no known target` };
}

function gatewayKind(id: string, draft: Draft): RouteTargetKind {
  if (id === 'local') return 'local';
  if (/^vgw-/.test(id) || draft.network.vpnGateways.some((g) => g.id === id)) return 'vpn-gateway';
  if (/^vpce-/.test(id) || draft.network.vpcEndpoints.some((e) => e.id === id)) return 'vpc-endpoint';
  return kindByType(id) ?? 'internet-gateway';
}

function kindByType(address: string): RouteTargetKind | undefined {
  if (/aws_vpn_gateway\./.test(address)) return 'vpn-gateway';
  return /aws_internet_gateway\./.test(address) ? 'internet-gateway' : undefined;
}
