import { isUnknown, type NetworkAcl } from '../../network/index.ts';
import { placeOf } from '../cause.ts';
import { type ServiceSet, serviceSet } from '../engine.ts';
import type { Finding, Severity } from '../finding.ts';
import { codeHint } from '../fix.ts';
import { aclEntryPeers } from '../internet/peer-ids.ts';
import type { Width } from '../internet/wide.ts';
import { plainFinding } from '../plain-finding.ts';
import { lower } from '../severity.ts';
import { count, matchText, serviceText } from '../words.ts';
import { openingEntries } from './open-services.ts';

/** A network ACL that lets these services in from so much of the internet. */
export function openAclFinding(
  check: string,
  acl: NetworkAcl,
  services: ServiceSet,
  { severity, parameters }: { readonly severity: Severity; readonly parameters: Width },
): Finding {
  const what = serviceText(services);
  const subnets = count(acl.subnetIds.length, 'subnet');
  const isUsed = acl.subnetIds.length > 0;
  const entries = openingEntries(acl, services, parameters);
  const hints = entries.flatMap(({ entry }) => codeHint(entry, `deny ${what}`));
  return plainFinding(check, 'network-acl', acl, {
    // AWS makes default ACLs like that, and one without subnets filters nothing.
    severity: acl.isDefault || !isUsed ? lower(severity, 1) : severity,
    identity: [acl.id, 'ingress'],
    title: `the ${acl.isDefault ? 'default ' : ''}network ACL ${acl.id} lets ${what} in from the internet to ${isUsed ? subnets : 'no subnet yet'}`,
    summary: isUsed
      ? `For ${subnets} of ${acl.vpcId} only security groups stand between the internet and ${what}.`
      : `No subnet uses ${acl.id} today; the first that does is open to ${what} but for its security groups.`,
    because: entries.map(({ entry, services: its }) => ({
      text: `${acl.id} entry ${entry.ruleNumber} allows ${matchText(entry.service)} from ${String(entry.cidr)}`,
      ruleId: `${acl.id}:${entry.ruleNumber}`,
      resource: acl.id,
      ...placeOf(entry.origin),
      references: isUnknown(entry.service) ? [] : aclEntryPeers(serviceSet(entry.service), its),
    })),
    fix: { cli: [], ...(hints.length > 0 && { terraform: [...new Set(hints)].join('; ') }) },
  });
}
