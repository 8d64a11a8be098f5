import type { Network, Resource } from '../../network/index.ts';
import type { ResourceInstance, Value } from '../resource.ts';
import { isList } from './attributes.ts';
import type { Identities } from './identity.ts';

/** What speaks of groups and addresses without using them: themselves, and rules. */
const OTHERS = /^aws_(default_security_group|security_group|vpc_security_group|eip$|fms_|config_)/;

/** Values in values: no resource nests deeper. */
const MAX_DEPTH = 8;

/** What hands values to code that is not here: a module that is elsewhere, an output. */
export interface Namer {
  readonly address: string;
  readonly inputs: ReadonlyMap<string, Value>;
}

/**
 * Tells of groups and Elastic IP addresses which resource names them, and of VPCs which flow log they have: a launch template, or a service whose interfaces the
 * network does not hold, uses a group all the same.
 */
export function withUsers(
  network: Network,
  resources: readonly ResourceInstance[],
  modules: readonly Namer[],
  ids: Identities,
): Network {
  const wanted = new Set([...network.securityGroups, ...network.elasticIps].map(({ id }) => id));
  const users = new Map<string, string>();
  const namers = resources.flatMap(({ mode, type, address, values }) =>
    mode === 'managed' && !OTHERS.test(type) ? [{ address, inputs: values }] : [],
  );
  for (const { address, inputs } of [...namers, ...modules])
    for (const id of [...inputs.values()].flatMap((value) => textsIn(value, ids)))
      if (wanted.has(id) && !users.has(id)) users.set(id, address);
  const told = <T extends Resource>(resource: T): T => {
    const namedBy = users.get(resource.id);
    return namedBy === undefined ? resource : { ...resource, namedBy };
  };
  return {
    ...network,
    vpcs: withFlowLogs(network, resources, ids),
    securityGroups: network.securityGroups.map(told),
    elasticIps: network.elasticIps.map(told),
  };
}

/** A log of a single subnet counts for its VPC: which parts are meant to be logged is the code's affair. */
function withFlowLogs(
  { vpcs, subnets }: Network,
  resources: readonly ResourceInstance[],
  ids: Identities,
): Network['vpcs'] {
  const logs = new Map<string, string>();
  for (const { mode, type, address, values } of resources)
    if (mode === 'managed' && type === 'aws_flow_log')
      for (const id of [...values.values()].flatMap((value) => textsIn(value, ids)))
        logs.set(subnets.find((subnet) => subnet.id === id)?.vpcId ?? id, address);
  return vpcs.map((vpc) => {
    const flowLog = logs.get(vpc.id);
    return flowLog === undefined ? vpc : { ...vpc, flowLog };
  });
}

function textsIn(value: Value, ids: Identities, depth = 0): readonly string[] {
  if (depth >= MAX_DEPTH) return [];
  const deeper = (inner: Value) => textsIn(inner, ids, depth + 1);
  if ('entries' in value) return [...value.entries.values()].flatMap(deeper);
  if (isList(value)) return value.items.flatMap(deeper);
  const resolved = value.kind === 'symbol' ? ids.resolve(value) : value;
  return resolved.kind === 'string' ? [resolved.value] : [];
}
