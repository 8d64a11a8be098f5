import type { Value } from '../resource.ts';
import type { Registry } from './module.ts';
import type { ResourceNode } from './resource-node.ts';
import { isMapping, isSequence, number, object, text, tuple } from './value.ts';

/** Attributes that a provider computes in a shape which code takes apart: their values are known by what is configured. */
const COMPUTED: Readonly<
  Record<string, Readonly<Record<string, (node: ResourceNode, registry: Registry) => Value | undefined>>>
> = {
  aws_networkfirewall_firewall: { firewall_status: firewallStatus },
  // (VPC user guide, default VPC components)
  aws_default_vpc: { cidr_block: () => text('172.31.0.0/16') },
  aws_db_instance: { port: byEngine },
  aws_rds_cluster: { port: byEngine },
  aws_docdb_cluster: { port: () => number(27017) },
  aws_neptune_cluster: { port: () => number(8182) },
  aws_redshift_cluster: { port: () => number(5439) },
  aws_memorydb_cluster: { port: () => number(6379) },
  aws_elasticache_replication_group: { port: () => number(6379) },
  aws_elasticache_cluster: { port: byEngine },
};

/** The port a database listens on when nobody says another. (RDS and ElastiCache API references, Port) */
const PORTS: readonly (readonly [RegExp, number])[] = [
  [/postgres/, 5432],
  [/mysql|mariadb|^aurora$/, 3306],
  [/^oracle/, 1521],
  [/^sqlserver/, 1433],
  [/^db2/, 50000],
  [/^(redis|valkey)/, 6379],
  [/^memcached/, 11211],
];

function byEngine({ attribute }: ResourceNode): Value | undefined {
  const engine = attribute('engine');
  const [, port] = (engine?.kind === 'string' && PORTS.find(([pattern]) => pattern.test(engine.value))) || [];
  return port === undefined ? undefined : number(port);
}

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
