import { TCP } from '../../network/index.ts';
import {
  ALL_SERVICES,
  hasServices,
  intersectServices,
  type ServiceSet,
  serviceSet,
  subtractServices,
} from '../engine.ts';

const port = (number: number) => serviceSet({ protocol: TCP, ports: [number, number] });

/** What single checks of Checkov and Trivy are about: one of these services, or all of them. */
const GROUP_RULES: readonly (readonly [id: string, services: ServiceSet])[] = [
  ['CKV_AWS_24', port(22)],
  ['CKV_AWS_25', port(3389)],
  ['CKV_AWS_260', port(80)],
  ['CKV_AWS_277', ALL_SERVICES],
  ['AWS-0107', port(22)],
  ['AWS-0107', port(3389)],
];

const ACL_ENTRIES: typeof GROUP_RULES = [
  ['CKV_AWS_230', port(20)],
  ['CKV_AWS_229', port(21)],
  ['CKV_AWS_232', port(22)],
  ['CKV_AWS_231', port(3389)],
  ['CKV_AWS_352', ALL_SERVICES],
  ['AWS-0102', ALL_SERVICES],
  ['AWS-0105', port(22)],
  ['AWS-0105', port(3389)],
];

/** The checks elsewhere that a group's rule breaks when it opens these services to the internet. */
export function groupRulePeers(services: ServiceSet): readonly string[] {
  return broken(GROUP_RULES, services);
}

/** The same for an entry of a network ACL that opens some of what it states: entries before it may deny the rest. */
export function aclEntryPeers(stated: ServiceSet, opened: ServiceSet): readonly string[] {
  return broken(ACL_ENTRIES, stated, opened);
}

function broken(peers: typeof GROUP_RULES, stated: ServiceSet, opened = stated): readonly string[] {
  const ids = peers.flatMap(([id, all]) =>
    hasServices(subtractServices(all, stated)) || !hasServices(intersectServices(all, opened)) ? [] : [id],
  );
  return [...new Set(ids)];
}
