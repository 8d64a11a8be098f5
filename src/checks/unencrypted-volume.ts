import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import type { Finding, Severity } from './finding.ts';
import { codeHint } from './fix.ts';
import { runningInstances } from './instances.ts';
import { plainFinding } from './plain-finding.ts';
import { count, instanceText } from './words.ts';

export const unencryptedVolume: Check = {
  id: 'unencrypted-volume',
  title: 'An instance has a volume that is not encrypted',
  what: 'Instances with EBS volumes that are not encrypted, where volumes were read; in code, instances and launch templates that state a volume without encryption, unless the code makes the account encrypt by default.',
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
    const attached = runningInstances(context).flatMap((instance) => {
      const volumes = open.filter(({ instanceIds }) => instanceIds.includes(instance.id));
      if (volumes.length === 0) return [];
      const are = volumes.length === 1 ? 'is' : 'are';
      return [
        plainFinding('unencrypted-volume', 'instance', instance, {
          severity,
          title: `${count(volumes.length, 'volume')} of ${instanceText(instance)} ${are} not encrypted`,
          summary: `${volumes.map(({ id }) => id).join(', ')} of ${instanceText(instance)} ${are} stored in the clear.`,
          because: volumes.map(({ id }) => ({ text: `${id} is not encrypted`, resource: id })),
          fix: { cli: [] },
        }),
      ];
    });
    return [...attached, ...stated(context, severity)];
  },
};

/** What code states; the account may encrypt by itself, which the code does not say. */
function stated(context: CheckContext, severity: Severity): readonly Finding[] {
  return [...runningInstances(context), ...context.network.launchTemplates].flatMap((each) => {
    const { id, unencryptedVolumes: volumes = [] } = each;
    if (volumes.length === 0 || each.origin.kind !== 'code') return [];
    const hints = codeHint(each, 'set encrypted = true');
    const kind = 'interfaceIds' in each ? 'instance' : 'launch-template';
    return [
      plainFinding('unencrypted-volume', kind, each, {
        severity,
        title: `${count(volumes.length, 'volume')} of ${id} ${volumes.length === 1 ? 'is' : 'are'} not set to be encrypted`,
        summary: `${volumes.join(', ')} of ${id} will be stored in the clear, unless the account encrypts volumes by default.`,
        fix: { cli: [], ...(hints.length > 0 && { terraform: hints.join('; ') }) },
      }),
    ];
  });
}
