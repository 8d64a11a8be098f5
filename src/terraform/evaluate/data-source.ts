import { locate } from '../hcl/index.ts';
import type { Value } from '../resource.ts';
import type { ResourceNode } from './resource-node.ts';
import { text, type Unknown, unknown } from './value.ts';

/** Answers a data source from elsewhere (a live snapshot, another root's outputs): an object, or undefined. */
export type DataLookup = (type: string, args: ReadonlyMap<string, Value>) => Value | undefined;

/** An attribute of a data source: what the lookup or the provider's configuration tells, or unknown. */
export function dataAttribute(node: ResourceNode, name: string, lookup: DataLookup | undefined): Value {
  const args = new Map([...node.names].map((argument) => [argument, node.attribute(argument)!]));
  const answer = lookup?.(node.type, args);
  if (answer?.kind === 'object' || answer?.kind === 'map') {
    const entry = answer.entries.get(name);
    if (entry) return entry;
  } else if (answer) return answer;
  return fromProvider(node, name) ?? node.attribute(name) ?? unread(node);
}

/** The value of a data source nobody answers for. */
export function unread(node: ResourceNode): Unknown {
  const { file, line } = locate(node.block.range);
  return unknown(`${node.address} is read from AWS`, 'a snapshot of the live account', { file, line });
}

/** `aws_region` and `aws_caller_identity` say what the provider block says. */
function fromProvider({ type, provider }: ResourceNode, name: string): Value | undefined {
  if (type === 'aws_region' && provider?.region !== undefined && ['name', 'id', 'region'].includes(name))
    return text(provider.region);
  if (type === 'aws_caller_identity' && provider?.account !== undefined && ['account_id', 'id'].includes(name))
    return text(provider.account);
  return undefined;
}
