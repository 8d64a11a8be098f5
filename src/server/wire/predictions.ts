import { withNeighbours } from '../../drift/index.ts';
import type { Jobs } from '../../jobs/index.ts';
import { followUp, rulesOf } from '../../review/index.ts';
import { toNetwork } from '../../snapshot/index.ts';
import { networkOf } from './checks.ts';
import { split } from './installation.ts';
import { placesOf, type ScanParts } from './scans.ts';

/** After a scan: whether merged pull requests did to the account what was said of them. Without any, it costs one query. */
export async function followPredictions(
  parts: ScanParts,
  { installationId, account, region }: Jobs['scan'],
): Promise<void> {
  const { store } = parts;
  if ((await store.predictions.open(account)).length === 0) return;
  const installation = await parts.installation(installationId);
  const { config } = await installation.configuration();
  const linked = config?.accounts.find(({ id }) => id === account);
  if (!config || !linked) return;
  const snapshots = store.snapshots(installation.owner);
  const regions = await Promise.all(linked.regions.map((each) => snapshots.newest(account, each, 'complete')));
  const scanned = regions.find((each) => each?.snapshot.region === region);
  // A scan that lacks something proves nothing; the next one will.
  if (!scanned?.snapshot.takenAt) return;
  const together = await withNeighbours(snapshots, scanned.snapshot, placesOf(config), networkOf);
  const others = regions.flatMap((each) => (each && !together.includes(each.snapshot) ? [each.snapshot] : []));
  const distinct = new Map([...others, ...together].map((each) => [`${each.account} ${each.region}`, each]));
  await followUp({
    store,
    account,
    name: linked.name,
    live: toNetwork({ regions: [...distinct.values()] }),
    scannedAt: new Date(scanned.snapshot.takenAt),
    rules: rulesOf(config),
    appliedWithinHours: config.review.appliedWithinHours,
    isOurs: async (repository) =>
      split(repository).owner.toLowerCase() === installation.owner.toLowerCase() &&
      (await installation.facts(repository)).visibility !== 'public',
    github: (repository) => installation.pullRequests(repository),
    findings: async () => {
      const all = [];
      for (const repository of await store.findings.repositories())
        if (split(repository).owner.toLowerCase() === installation.owner.toLowerCase())
          for (const finding of await store.findings.list(repository)) all.push({ ...finding, repository });
      return all.filter((finding) => finding.account === account);
    },
  });
}
