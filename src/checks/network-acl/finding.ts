import type { NetworkAcl } from '../../network/index.ts';
import type { ServiceSet } from '../engine.ts';
import type { Finding, Severity } from '../finding.ts';
import { codeHint } from '../fix.ts';
import { plainFinding } from '../plain-finding.ts';
import { lower } from '../severity.ts';
import { count, serviceText } from '../words.ts';

/** A network ACL that lets these services in from the internet. */
export function openAclFinding(check: string, acl: NetworkAcl, services: ServiceSet, severity: Severity): Finding {
  const what = serviceText(services);
  const subnets = count(acl.subnetIds.length, 'subnet');
  const isUsed = acl.subnetIds.length > 0;
  const hints = codeHint(acl, `deny ${what}`);
  return plainFinding(check, 'network-acl', acl, {
    // AWS makes default ACLs like that, and one without subnets filters nothing.
    severity: acl.isDefault || !isUsed ? lower(severity, 1) : severity,
    identity: [acl.id, 'ingress'],
    title: `the ${acl.isDefault ? 'default ' : ''}network ACL ${acl.id} lets ${what} in from the internet to ${isUsed ? subnets : 'no subnet yet'}`,
    summary: isUsed
      ? `For ${subnets} of ${acl.vpcId} only security groups stand between the internet and ${what}.`
      : `No subnet uses ${acl.id} today; the first that does is open to ${what} but for its security groups.`,
    fix: { cli: [], ...(hints.length > 0 && { terraform: hints.join('; ') }) },
  });
}
