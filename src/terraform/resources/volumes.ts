import { isUnknown } from '../../network/index.ts';
import { type Attributes, attributes } from './attributes.ts';
import type { Draft } from './draft.ts';

/** Blocks of an instance, a launch template or configuration that state a volume each. */
const BLOCKS = ['root_block_device', 'ebs_block_device', 'block_device_mappings'];

/**
 * The volumes a body states without encryption. What no block states is left to the image, and every volume to the account
 * where this code makes it encrypt by itself (`aws_ebs_encryption_by_default`).
 */
export function unencryptedVolumes(body: Attributes, draft: Draft): readonly string[] {
  if (encryptsByDefault(draft)) return [];
  return BLOCKS.flatMap((name) =>
    body.blocks(name).flatMap((block) => {
      if (isUnknown(block)) return [];
      // A mapping holds what it says of a volume in a block of its own; one without it maps no volume of EBS.
      const volume = name === 'block_device_mappings' ? block.block('ebs') : block;
      return volume && isOpen(volume) ? [block.known('device_name') ?? 'the root volume'] : [];
    }),
  );
}

/** The same of volumes that are attached by resources of their own. */
export function unencryptedAttached(instanceId: string, draft: Draft): readonly string[] {
  if (encryptsByDefault(draft)) return [];
  return draft.ofType('aws_volume_attachment').flatMap((r) => {
    const attachment = attributes(r.values, draft.ids, r.address);
    if (attachment.known('instance_id') !== instanceId) return [];
    const volume = draft.resource(attachment.known('volume_id') ?? '');
    return volume?.type === 'aws_ebs_volume' && isOpen(attributes(volume.values, draft.ids, volume.address))
      ? [volume.address]
      : [];
  });
}

/** A volume of a snapshot is encrypted where the snapshot is. */
function isOpen(volume: Attributes): boolean {
  const encrypted = volume.get('encrypted');
  const isSaid = encrypted === undefined || volume.bool('encrypted') === false;
  return isSaid && volume.get('snapshot_id') === undefined && volume.get('kms_key_id') === undefined;
}

function encryptsByDefault({ ofType, ids }: Draft): boolean {
  return ofType('aws_ebs_encryption_by_default').some(
    (r) => attributes(r.values, ids, r.address).bool('enabled') !== false,
  );
}
