import type { Value } from '../resource.ts';
import type { Registry } from './module.ts';
import type { ResourceNode } from './resource-node.ts';
import { isMapping, isSequence, object, tuple } from './value.ts';

/** Attributes that a provider computes in a shape which code takes apart: their values are known by what is configured. */
const COMPUTED: Readonly<
  Record<string, Readonly<Record<string, (node: ResourceNode, registry: Registry) => Value | undefined>>>
> = { aws_networkfirewall_firewall: { firewall_status: firewallStatus } };

export function computedAttribute(node: ResourceNode, name: string, registry: Registry): Value | undefined {
  return COMPUTED[node.type]?.[name]?.(node, registry);
}

/** `firewall_status[0].sync_states[*].attachment[0].endpoint_id`: one endpoint for each subnet. */
function firewallStatus(node: ResourceNode, registry: Registry): Value | undefined {
  const mappings = node.attribute('subnet_mapping');
  if (!mappings || !isSequence(mappings) || !mappings.items.every(isMapping)) return undefined;
  const states = mappings.items.filter(isMapping).map((mapping, index): Value => {
    const subnetId: Value = mapping.entries.get('subnet_id') ?? { kind: 'null' };
    const endpoint: Value = { kind: 'symbol', address: node.address, attribute: [`endpoint_${index}`] };
    const attachment = object(
      new Map<string, Value>([
        ['endpoint_id', endpoint],
        ['subnet_id', subnetId],
      ]),
    );
    return object(
      new Map([
        ['attachment', tuple([attachment])],
        ['availability_zone', zoneOf(subnetId, registry)],
      ]),
    );
  });
  return tuple([object(new Map([['sync_states', tuple(states)]]))]);
}

function zoneOf(subnetId: Value, registry: Registry): Value {
  const subnet = subnetId.kind === 'symbol' ? registry.resources.get(subnetId.address) : undefined;
  const unknown: Value = { kind: 'unknown', reason: 'the availability zone of the subnet is not in this code' };
  return subnet?.attribute('availability_zone') ?? unknown;
}
