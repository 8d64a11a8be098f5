import { type RegionSnapshot, toNetwork } from '../snapshot/index.ts';
import type { Place } from './neighbours.ts';
import type { Analyse } from './ports.ts';

/**
 * What of an analysis a scan answers for: everything of its own account and Region, and what it alone can see of
 * resources that another account owns. A VPC shared by an account that nobody linked is seen by its participants only
 * (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html): its findings count as the participant's. What a
 * linked owner's own scan sees is left to that, so that nothing is told twice.
 * @param linked every account and Region that is scanned
 */
export function attributed(
  analysis: ReturnType<Analyse>,
  snapshot: RegionSnapshot,
  linked: readonly Place[],
): ReturnType<Analyse> {
  const { account, region } = snapshot;
  const scanned = new Set(linked.map((place) => `${place.account} ${place.region}`));
  let ids: ReadonlySet<string> | undefined;
  const isSeenHere = (id: string | undefined) => {
    ids ??= resourceIds(snapshot);
    return id !== undefined && ids.has(id);
  };
  const mine = <T extends Place>(item: T, resource: string | undefined): readonly T[] => {
    if (item.region !== region) return [];
    if (item.account === account) return [item];
    return !scanned.has(`${item.account} ${region}`) && isSeenHere(resource) ? [{ ...item, account }] : [];
  };
  return {
    findings: analysis.findings.flatMap((finding) => mine(finding, finding.resource.id)),
    gauges: analysis.gauges.flatMap((gauge) => mine(gauge, gauge.resource)),
  };
}

function resourceIds(snapshot: RegionSnapshot): ReadonlySet<string> {
  const network = toNetwork({ regions: [snapshot] });
  return new Set(
    Object.values(network)
      .flat()
      .flatMap((item) => (typeof item === 'object' && item !== null && 'id' in item ? [String(item.id)] : [])),
  );
}
