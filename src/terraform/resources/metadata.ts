import { type Instance, isUnknown } from '../../network/index.ts';
import { type Attributes, attributes } from './attributes.ts';
import type { Draft } from './draft.ts';

type Metadata = Pick<Instance, 'metadataTokens' | 'metadataDisabled'>;

/** What a body says of the metadata service; what it leaves open, its launch template or the account says. */
export function metadataOf(body: Attributes, otherwise: Metadata): Metadata {
  const [block] = body.blocks('metadata_options');
  if (block && isUnknown(block)) return { metadataTokens: block };
  const { metadataTokens, metadataDisabled } = otherwise;
  return {
    ...(metadataTokens !== undefined && { metadataTokens }),
    ...(metadataDisabled !== undefined && { metadataDisabled }),
    ...(block && stated(block)),
  };
}

/** The account's own defaults, where this code sets them (`aws_ec2_instance_metadata_defaults`). */
export function accountMetadata({ ofType, ids }: Draft): Metadata {
  const [defaults] = ofType('aws_ec2_instance_metadata_defaults');
  return defaults ? stated(attributes(defaults.values, ids, defaults.address)) : {};
}

function stated(body: Attributes): Metadata {
  const tokens = body.text('http_tokens');
  const endpoint = body.known('http_endpoint');
  return {
    ...((tokens === 'required' || tokens === 'optional' || isUnknown(tokens)) && { metadataTokens: tokens }),
    ...((endpoint === 'enabled' || endpoint === 'disabled') && { metadataDisabled: endpoint === 'disabled' }),
  };
}
