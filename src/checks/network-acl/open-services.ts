import { isUnknown, type NetworkAcl } from '../../network/index.ts';
import {
  type AddressSet,
  addressSet,
  covers,
  cuts,
  INTERNET,
  intersectAddresses,
  NO_ADDRESSES,
  NO_SERVICES,
  type ServiceSet,
  serviceSet,
  subtractAddresses,
  unionAddresses,
  unionServices,
} from '../engine.ts';
import { isWide, type Width } from '../internet/wide.ts';

interface Decision {
  readonly services: ServiceSet;
  readonly sources: AddressSet;
  readonly allows: boolean;
}

/**
 * The services a network ACL lets in from so much of the internet: the lowest matching rule number decides (rule 9).
 * Nothing for a default ACL that no subnet uses: nobody wrote it, and nothing passes it.
 */
export function openServices(acl: NetworkAcl, width: Width): ServiceSet {
  if (acl.isDefault && acl.subnetIds.length === 0) return NO_SERVICES;
  const decisions = decisionsOf(acl);
  return cuts(decisions.map(({ services }) => services))
    .filter((part) => isWide(allowedSources(decisions, part), width))
    .reduce(unionServices, NO_SERVICES);
}

function decisionsOf(acl: NetworkAcl): readonly Decision[] {
  const decisions: Decision[] = [];
  const entries = acl.entries.filter((entry) => entry.direction === 'ingress');
  for (const { cidr, service, action } of entries.sort((a, b) => a.ruleNumber - b.ruleNumber)) {
    // What an unknown entry decides is not known, and neither is what comes after it.
    if (isUnknown(cidr) || isUnknown(service)) break;
    const sources = intersectAddresses(addressSet([cidr]), INTERNET);
    decisions.push({ services: serviceSet(service), sources, allows: action === 'allow' });
  }
  return decisions;
}

function allowedSources(decisions: readonly Decision[], part: ServiceSet): AddressSet {
  let decided = NO_ADDRESSES;
  let allowed = NO_ADDRESSES;
  for (const { services, sources, allows } of decisions) {
    if (!covers(services, part)) continue;
    if (allows) allowed = unionAddresses(allowed, subtractAddresses(sources, decided));
    decided = unionAddresses(decided, sources);
  }
  return allowed;
}
