import { locate } from '../hcl/index.ts';
import type { Value } from '../resource.ts';
import type { ProviderHint } from './provider.ts';
import type { ResourceNode } from './resource-node.ts';
import { text, type Unknown, unknown } from './value.ts';

/** Answers a data source from elsewhere (a live snapshot, another root's outputs): an object, or undefined. */
export type DataLookup = (type: string, args: ReadonlyMap<string, Value>, provider?: ProviderHint) => Value | undefined;

/** An attribute of a data source: what the lookup or the provider's configuration tells, or unknown. */
export function dataAttribute(node: ResourceNode, name: string, lookup: DataLookup | undefined): Value {
  const answer = dataAnswer(node, lookup);
  if (answer?.kind === 'object' || answer?.kind === 'map') {
    const entry = answer.entries.get(name);
    if (entry) return entry;
  } else if (answer) return fromProvider(node, name) ?? answer;
  return fromProvider(node, name) ?? node.attribute(name) ?? unread(node);
}

/** What a lookup answers for a data source as a whole. */
export function dataAnswer(node: ResourceNode, lookup: DataLookup | undefined): Value | undefined {
  const args = new Map([...node.names].map((argument) => [argument, node.attribute(argument)!]));
  return lookup?.(node.type, args, node.provider());
}

/** The value of a data source nobody answers for. */
function unread(node: ResourceNode): Unknown {
  const { file, line } = locate(node.block.range);
  return unknown(`${node.address} is read from AWS`, 'a snapshot of the live account', { file, line });
}

/** `aws_region`, `aws_partition` and `aws_caller_identity` say what the provider block says. */
function fromProvider(node: ResourceNode, name: string): Value | undefined {
  const { type, provider } = node;
  if (type === 'aws_vpc_endpoint_service' && name === 'service_name') return endpointService(node);
  const known = FROM_PROVIDER[type]?.[name]?.(provider() ?? {});
  return known === undefined ? undefined : text(known);
}

/** AWS's own services have names made of their Region and what they are called in short. */
function endpointService({ attribute, provider }: ResourceNode): Value | undefined {
  const [service, full] = [attribute('service'), attribute('service_name')];
  if (full?.kind === 'string') return full;
  const region = provider()?.region;
  if (service?.kind !== 'string' || region === undefined || region.startsWith('cn-')) return undefined;
  return text(`com.amazonaws.${region}.${service.value}`);
}

type Derivation = (provider: ProviderHint) => string | undefined;

const region: Derivation = (provider) => provider.region;
const account: Derivation = (provider) => provider.account;
const inPartition =
  (names: Readonly<Record<'aws' | 'cn' | 'us-gov', string>>): Derivation =>
  ({ region: name }) => {
    if (name === undefined || name.startsWith('us-iso')) return undefined;
    return names[name.startsWith('cn-') ? 'cn' : name.startsWith('us-gov-') ? 'us-gov' : 'aws'];
  };

const FROM_PROVIDER: Readonly<Record<string, Readonly<Record<string, Derivation>>>> = {
  aws_region: { name: region, id: region, region },
  aws_caller_identity: { account_id: account, id: account },
  aws_partition: {
    partition: inPartition({ aws: 'aws', cn: 'aws-cn', 'us-gov': 'aws-us-gov' }),
    id: inPartition({ aws: 'aws', cn: 'aws-cn', 'us-gov': 'aws-us-gov' }),
    dns_suffix: inPartition({ aws: 'amazonaws.com', cn: 'amazonaws.com.cn', 'us-gov': 'amazonaws.com' }),
  },
};
