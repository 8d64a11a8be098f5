import type { Check } from './check.ts';
import { runningInstances } from './instances.ts';
import { plainFinding } from './plain-finding.ts';
import { count, instanceText } from './words.ts';

export const unencryptedVolume: Check = {
  id: 'unencrypted-volume',
  title: 'An instance has a volume that is not encrypted',
  what: 'Instances with EBS volumes that are not encrypted, where volumes were read.',
  why: 'A snapshot of the volume that is shared or copied is readable by whoever gets it.',
  severity: 'medium',
  references: {
    cis: ['1.4:2.2.1', '3.0:2.2.1', '5.0:5.1.1'],
    securityHub: ['EC2.3'],
    awsConfig: ['encrypted-volumes'],
    prowler: ['ec2_ebs_volume_encryption'],
  },
  dependsOn: ['describe-instances', 'describe-volumes'],
  parameters: {},
  remediation: 'Copy a snapshot of it with encryption, replace the volume, and turn encryption by default on.',
  run: (context, { severity }) => {
    const open = (context.more.inventory?.volumes ?? []).filter(({ encrypted }) => !encrypted);
    return runningInstances(context).flatMap((instance) => {
      const volumes = open.filter(({ instanceIds }) => instanceIds.includes(instance.id));
      if (volumes.length === 0) return [];
      return [
        plainFinding('unencrypted-volume', 'instance', instance, {
          severity,
          title: `${count(volumes.length, 'volume')} of ${instanceText(instance)} ${volumes.length === 1 ? 'is' : 'are'} not encrypted`,
          summary: `${volumes.map(({ id }) => id).join(', ')} of ${instanceText(instance)} ${volumes.length === 1 ? 'is' : 'are'} stored in the clear.`,
          because: volumes.map(({ id }) => ({ text: `${id} is not encrypted`, resource: id })),
          fix: { cli: [] },
        }),
      ];
    });
  },
};
