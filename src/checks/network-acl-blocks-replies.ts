import { type NetworkAcl, TCP } from '../network/index.ts';
import { placeOf } from './cause.ts';
import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import {
  type AddressSet,
  addressSet,
  cuts,
  hasAddresses,
  intersectServices,
  isEverything,
  NO_ADDRESSES,
  serviceSet,
  subtractAddresses,
  toCidrs,
  unionAddresses,
} from './engine.ts';
import { allowedPeers, type Decision, decisionsOf } from './network-acl/open-services.ts';
import { plainFinding } from './plain-finding.ts';
import { count } from './words.ts';

/** Below these no client takes its source port: what is allowed here is allowed for the sake of a service. */
const SERVICES = serviceSet({ protocol: TCP, ports: [0, 1023] });
/** Where clients take their source ports from (rule 10). */
const EPHEMERAL = serviceSet({ protocol: TCP, ports: [1024, 65_535] });

const OTHER = { ingress: 'egress', egress: 'ingress' } as const;

export const networkAclBlocksReplies: Check = {
  id: 'network-acl-blocks-replies',
  title: 'A network ACL lets connections in or out and blocks their replies',
  what: 'Network ACLs of a subnet that allow a tcp service for addresses to which no ephemeral port is allowed the other way.',
  why: 'ACLs are stateless: a connection allowed one way only never comes about, and looks like a broken application.',
  severity: 'low',
  references: { scoutSuite: ['vpc-subnet-with-bad-acls'] },
  dependsOn: ['describe-network-acls'],
  parameters: {},
  remediation: 'Allow the ephemeral ports (tcp 1024 to 65535) to the same addresses in the other direction.',
  run: (context, { severity }) =>
    context.network.networkAcls.flatMap((acl) =>
      acl.subnetIds.length === 0
        ? []
        : (['ingress', 'egress'] as const).flatMap((direction) => {
            const { peers, first } = unanswered(acl, direction, familiesOf(acl, context));
            if (!first) return [];
            const way = direction === 'ingress' ? 'in' : 'out';
            const [cidrs, shown] = [toCidrs(peers), 3];
            const more = cidrs.length > shown ? ` and ${count(cidrs.length - shown, 'block')} more` : '';
            const from = `${cidrs.slice(0, shown).join(', ')}${more}`;
            return [
              plainFinding('network-acl-blocks-replies', 'network-acl', acl, {
                severity,
                identity: [acl.id, direction],
                title: `${acl.id} lets tcp connections ${way} and blocks their replies (${from})`,
                summary: `Entry ${first.entry.ruleNumber} lets tcp ${way} for ${from}, and no ephemeral port is allowed the other way, so nothing comes of it in ${count(acl.subnetIds.length, 'subnet')}.`,
                because: [
                  {
                    text: `${acl.id} ${direction} entry ${first.entry.ruleNumber} allows what no ${OTHER[direction]} entry lets answer`,
                    ruleId: `${acl.id}:${first.entry.ruleNumber}`,
                    resource: acl.id,
                    ...placeOf(first.entry.origin),
                  },
                ],
                fix: { cli: [] },
              }),
            ];
          }),
    ),
};

/** The addresses that some service is allowed for and no reply is, and an entry that allows it. */
function unanswered(
  acl: NetworkAcl,
  direction: 'ingress' | 'egress',
  within: AddressSet,
): { readonly peers: AddressSet; readonly first?: Decision } {
  const known = acl.entries.every(({ cidr, service }) => typeof cidr === 'string' && !('unknown' in service));
  if (!known) return { peers: NO_ADDRESSES };
  const forward = decisionsOf(acl, direction, within);
  // Whoever allows everything did not think of one service; what comes of it is decided by the other direction.
  const served = allowed(
    forward.map((each) => (each.allows && isEverything(each.services) ? { ...each, allows: false } : each)),
    SERVICES,
  );
  const answered = allowed(decisionsOf(acl, OTHER[direction], within), EPHEMERAL);
  const peers = subtractAddresses(served, answered);
  if (!hasAddresses(peers)) return { peers };
  const first = forward.find(
    ({ allows, peers: its, services }) =>
      allows &&
      !isEverything(services) &&
      intersectServices(services, SERVICES).length > 0 &&
      hasAddresses(subtractAddresses(peers, subtractAddresses(within, its))),
  );
  return { peers, ...(first && { first }) };
}

/** IPv6 only where some subnet has it: entries for it are often written where it is not. */
function familiesOf({ subnetIds }: NetworkAcl, { network }: CheckContext): AddressSet {
  const hasIpv6 = network.subnets.some(({ id, ipv6Cidrs }) => ipv6Cidrs.length > 0 && subnetIds.includes(id));
  return addressSet(hasIpv6 ? ['0.0.0.0/0', '::/0'] : ['0.0.0.0/0']);
}

/** The addresses that at least one of these services is allowed for. */
function allowed(decisions: readonly Decision[], services: typeof SERVICES): AddressSet {
  const within = decisions.map((each) => ({ ...each, services: intersectServices(each.services, services) }));
  return cuts(within.map((each) => each.services))
    .map((part) => allowedPeers(within, part))
    .reduce(unionAddresses, NO_ADDRESSES);
}
