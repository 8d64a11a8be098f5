import { isUnknown, type NetworkAcl, type NetworkAclEntry } from '../../network/index.ts';
import {
  type AddressSet,
  addressSet,
  covers,
  cuts,
  hasServices,
  INTERNET,
  intersectAddresses,
  intersectServices,
  NO_ADDRESSES,
  NO_SERVICES,
  type ServiceSet,
  serviceSet,
  subtractAddresses,
  subtractServices,
  unionAddresses,
  unionServices,
} from '../engine.ts';
import { isWide, type Width } from '../internet/wide.ts';

/** An entry as sets. */
export interface Decision {
  readonly entry: NetworkAclEntry;
  readonly services: ServiceSet;
  /** Of an ingress entry the sources, of an egress one the destinations. */
  readonly peers: AddressSet;
  readonly allows: boolean;
}

/**
 * The services a network ACL lets in from so much of the internet: the lowest matching rule number decides (rule 9).
 * Nothing for a default ACL that no subnet uses: nobody wrote it, and nothing passes it.
 */
export function openServices(acl: NetworkAcl, width: Width): ServiceSet {
  if (acl.isDefault && (acl.subnetIds.length === 0 || isUnwritten(acl))) return NO_SERVICES;
  const decisions = decisionsOf(acl, 'ingress', INTERNET);
  return cuts(decisions.map(({ services }) => services))
    .filter((part) => isWide(allowedPeers(decisions, part), width))
    .reduce(unionServices, NO_SERVICES);
}

/** The default ACL that comes with a VPC of code and that the code says nothing about. */
function isUnwritten({ origin }: NetworkAcl): boolean {
  return origin.kind === 'code' && !origin.address.includes('aws_default_network_acl');
}

/**
 * The entries that let some of these services in, and which: those that no deny before them undoes. An entry that only
 * repeats another counts too: taking away one of the two closes nothing.
 */
export function openingEntries(acl: NetworkAcl, open: ServiceSet, width: Width) {
  const decisions = decisionsOf(acl, 'ingress', INTERNET);
  const parts = cuts(decisions.map(({ services }) => services)).filter((part) => covers(open, part));
  const opening = decisions.flatMap((decision, at) => {
    if (!decision.allows) return [];
    const denies = decisions.slice(0, at).filter(({ allows }) => !allows);
    const services = parts
      .filter((part) => covers(decision.services, part))
      .map((part) => ({
        part,
        left: denies.filter((deny) => covers(deny.services, part)).reduce(without, decision.peers),
      }))
      .filter(({ left }) => left.v4.length + left.v6.length > 0);
    if (services.length === 0) return [];
    const isAlone = services.some(({ left }) => isWide(left, width));
    return [
      { entry: decision.entry, services: services.map(({ part }) => part).reduce(unionServices, NO_SERVICES), isAlone },
    ];
  });
  // Narrow entries matter only where the wide ones leave something to be opened together.
  const alone = opening
    .filter(({ isAlone }) => isAlone)
    .reduce((all, { services }) => unionServices(all, services), NO_SERVICES);
  return opening.filter(
    ({ services, isAlone }) => isAlone || hasServices(intersectServices(services, subtractServices(open, alone))),
  );
}

function without(left: AddressSet, { peers }: Decision): AddressSet {
  return subtractAddresses(left, peers);
}

/** The entries of one direction in the order they decide, as far as they are known, within some addresses. */
export function decisionsOf(acl: NetworkAcl, direction: 'ingress' | 'egress', within: AddressSet): readonly Decision[] {
  const decisions: Decision[] = [];
  const entries = acl.entries.filter((entry) => entry.direction === direction);
  for (const entry of entries.sort((a, b) => a.ruleNumber - b.ruleNumber)) {
    const { cidr, service, action } = entry;
    // What an unknown entry decides is not known, and neither is what comes after it.
    if (isUnknown(cidr) || isUnknown(service)) break;
    const peers = intersectAddresses(addressSet([cidr]), within);
    decisions.push({ entry, services: serviceSet(service), peers, allows: action === 'allow' });
  }
  return decisions;
}

/** The addresses a service (one interval that no entry divides) is allowed for. */
export function allowedPeers(decisions: readonly Decision[], part: ServiceSet): AddressSet {
  let decided = NO_ADDRESSES;
  let allowed = NO_ADDRESSES;
  for (const { services, peers, allows } of decisions) {
    if (!covers(services, part)) continue;
    if (allows) allowed = unionAddresses(allowed, subtractAddresses(peers, decided));
    decided = unionAddresses(decided, peers);
  }
  return allowed;
}
