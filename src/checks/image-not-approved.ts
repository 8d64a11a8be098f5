import type { Instance } from '../network/index.ts';
import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import { runningInstances } from './instances.ts';
import { plainFinding } from './plain-finding.ts';
import { instanceText } from './words.ts';

const parameters = {
  /** Ids of the images that may be used; empty: any. */
  approved: [] as readonly string[],
  /** An image older than this many days is too old; 0: never. Needs the images to be read. */
  maximumDays: 365,
};

export const imageNotApproved: Check<typeof parameters> = {
  id: 'image-not-approved',
  title: 'An instance runs an image that is not approved or too old',
  what: 'Instances whose image is not in the configured catalogue, or was made too long ago.',
  why: 'An old or foreign image brings everything that was not patched in it, or that its maker put there.',
  severity: 'medium',
  references: {
    awsConfig: ['approved-amis-by-id'],
    prowler: ['ec2_instance_with_outdated_ami'],
  },
  dependsOn: ['describe-instances'],
  alsoReads: ['describe-images'],
  parameters,
  remediation: 'Replace the instance by one of a current image of the catalogue.',
  run: (context, { severity, parameters }) =>
    runningInstances(context).flatMap((instance) => {
      const found = reasonOf(instance, context, parameters);
      if (!found) return [];
      const { reason, ...rest } = found;
      return [
        plainFinding('image-not-approved', 'instance', instance, {
          severity,
          title: `${instanceText(instance)} runs ${instance.imageId}, which ${reason}`,
          summary: `The image ${instance.imageId} of ${instanceText(instance)} ${reason}.`,
          ...rest,
          fix: { cli: [] },
        }),
      ];
    }),
};

function reasonOf(
  { imageId }: Instance,
  { more: { inventory } }: CheckContext,
  { approved, maximumDays }: typeof parameters,
): { readonly reason: string; readonly restsOn?: readonly string[] } | undefined {
  if (imageId === undefined) return undefined;
  if (approved.length > 0 && !approved.includes(imageId)) return { reason: 'is not in the catalogue', restsOn: [] };
  const made = inventory?.imageDates?.get(imageId);
  if (made === undefined || inventory?.at === undefined || maximumDays === 0) return undefined;
  const days = Math.floor((Date.parse(inventory.at) - Date.parse(made)) / 86_400_000);
  return days > maximumDays ? { reason: `is ${days} days old` } : undefined;
}
