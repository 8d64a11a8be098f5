import { type Config, scheduleMinutes } from '../../config/index.ts';
import {
  analyser,
  bringUpToDate,
  type Collect,
  destinations,
  type Place,
  reportConfigErrors,
  scanRegion,
  withdrawNotice,
  withNeighbours,
} from '../../drift/index.ts';
import { NotFoundError } from '../../github/index.ts';
import type { Jobs, Queue } from '../../jobs/index.ts';
import type { Comparer } from '../../review/index.ts';
import type { RegionSnapshot } from '../../snapshot/index.ts';
import { codeRead, historyUntil, LOOK_BACK } from './beside.ts';
import { causingOwners } from './causing-owners.ts';
import { networkOf, settingsOf } from './checks.ts';
import { codeRoots, type KnownCode, type PlaceRoot } from './code-roots.ts';
import { CONFIG_REPOSITORY, type Installation, type Installations, type Parts, split } from './installation.ts';
import { liveCollect } from './live.ts';
import { refreshMembers } from './members.ts';
import { routeFacts } from './route-facts.ts';
import { historyOf, rememberRules, tellingActors } from './rule-history.ts';
import { openTrackers } from './trackers.ts';

export interface ScanParts extends Parts {
  readonly installation: Installations;
  readonly queue: () => Queue;
  /** Reads recordings in place of live accounts. */
  readonly collect?: Collect | undefined;
  /** Compares large estates beside the event loop. */
  readonly comparer: Comparer;
  readonly knownCode: KnownCode;
}

/** Snapshots kept per account and Region. */
const KEEP = 50;

/** Every account and Region a configuration links. */
export function placesOf(config: Config | undefined): readonly Place[] {
  return (config?.accounts ?? []).flatMap(({ id, regions }) => regions.map((region) => ({ account: id, region })));
}

/**
 * One job: reads what the configuration links now, which may be less than when the job was sent. The queue runs one
 * job of an account and Region at a time; the lock holds that also where a worker that was taken for dead is not.
 */
export function runScan(parts: ScanParts, job: Jobs['scan']): Promise<ScanOutcome> {
  const { installationId, account, region } = job;
  return parts.store.lock(`scan of ${installationId} ${account} ${region}`, () => scan(parts, job));
}

/** What came of a scan: the whole network was read, some of it, nothing, or the configuration no longer asks for it. */
export type ScanOutcome = 'complete' | 'partial' | 'unreadable' | 'unlinked';

async function scan(parts: ScanParts, { installationId, account, region }: Jobs['scan']): Promise<ScanOutcome> {
  const { log } = parts;
  const installation = await parts.installation(installationId);
  const snapshots = parts.store.snapshots(installation.owner);
  const { config } = await installation.configuration();
  const linked = config?.accounts.find(({ id, regions }) => id === account && regions.includes(region));
  if (!config || !linked) {
    log.info({ account, region }, 'not scanned: no longer linked');
    return 'unlinked';
  }
  const place = { account, region };
  let history: Awaited<ReturnType<typeof historyOf>> = new Map();
  let roots: readonly PlaceRoot[] = [];
  const trackers = await openTrackers(parts, installation, config);
  const { completeness, ...result } = await scanRegion({
    account,
    region,
    collect: parts.collect ?? liveCollect(parts, installation.owner, config, linked),
    analyse: tellingActors(analyser(settingsOf(config, account)), () => history),
    together: async (snapshot) => {
      await rememberRules(parts.store, installation.owner, snapshot);
      history = await historyOf(parts.store, installation.owner, [snapshot]);
      roots = await codeRoots(parts, installation, config, place, networkOf(snapshot));
      const { code, read } = codeRead(place, roots);
      return {
        regions: await withNeighbours(snapshots, snapshot, placesOf(config), networkOf),
        more: { history: await changes(parts, installation.owner, snapshot), code },
        read,
      };
    },
    linked: placesOf(config),
    snapshots,
    keep: KEEP,
    destinations: async (findings, snapshot) => {
      const network = snapshot && networkOf(snapshot);
      const owners = network && (await causingOwners(parts, config, roots, network));
      return destinations(findings, {
        place,
        store: parts.store,
        config: trackers.config,
        trackerOf: trackers.trackerOf,
        factsOf: network && owners ? routeFacts(network, owners) : () => ({ tags: {}, owners: [] }),
      });
    },
  });
  const level = completeness.complete.length === 0 || result.refused.length > 0 ? 'warn' : 'info';
  log[level]({ account, region, ...result, incomplete: completeness.incomplete }, 'scanned');
  if (completeness.incomplete.every(({ beside }) => beside)) return 'complete';
  return completeness.complete.length === 0 ? 'unreadable' : 'partial';
}

/** What rules came and went until a snapshot. */
async function changes({ store, clock }: ScanParts, owner: string, snapshot: RegionSnapshot) {
  const { account, region, takenAt: now = clock().toISOString() } = snapshot;
  const spells = await store.rules.of(owner).spells(account, region, new Date(Date.parse(now) - LOOK_BACK));
  return historyUntil(snapshot, spells, now);
}

/** Sends the scans of an installation, or of one of its accounts. */
export async function sendScans(
  parts: ScanParts,
  installationId: number,
  only: (place: Place) => boolean,
): Promise<void> {
  const { config } = await (await parts.installation(installationId)).configuration();
  for (const place of placesOf(config).filter(only)) await parts.queue().send('scan', { installationId, ...place });
}

/**
 * Makes everything follow an installation's configuration as it is now: schedules, the issue about its errors, the issues
 * of accounts that were unlinked, and first scans.
 * @param rescan all: what changed may concern every account; new: only those never scanned
 */
export async function followConfiguration(
  parts: ScanParts,
  installationId: number,
  rescan: 'all' | 'new',
): Promise<void> {
  const installation = await parts.installation(installationId);
  await refreshMembers(parts, installation.owner, (await installation.configuration()).config);
  const { config, errors } = await installation.configuration();
  await tellErrors(parts, installation, errors);
  if (!config) return;
  const places = placesOf(config);
  const scans = places.map((place) => ({ installationId, ...place }));
  await parts.queue().schedule(installationId, scheduleMinutes(config.schedule) ?? 30, scans);
  await retireUnlinked(parts, installation, config);
  for (const scan of scans)
    if (
      rescan === 'all' ||
      (await parts.store.snapshots(installation.owner).taken(scan.account, scan.region)).length === 0
    )
      await parts.queue().send('scan', scan);
}

async function tellErrors(
  { log }: ScanParts,
  installation: Installation,
  errors: Parameters<typeof reportConfigErrors>[1],
): Promise<void> {
  const repository = `${installation.owner}/${CONFIG_REPOSITORY}`;
  if (errors.length > 0) log.warn({ owner: installation.owner, errors: errors.length }, 'configuration has errors');
  // Also where that is public, as many organisations' is: what is wrong there can be read there.
  try {
    const { archived, issuesEnabled } = await installation.facts(repository);
    if (!archived && issuesEnabled) await reportConfigErrors(await installation.issues(repository), errors);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error; // an organisation without that repository has no file either
  }
}

/** Issues of accounts that the configuration no longer links, or routes elsewhere, are closed with that reason. */
async function retireUnlinked(parts: ScanParts, installation: Installation, config: Config): Promise<void> {
  const { store } = parts;
  const trackers = await openTrackers(parts, installation, config);
  for (const repository of await store.findings.repositories()) {
    if (split(repository).owner.toLowerCase() !== installation.owner.toLowerCase()) continue;
    const name = (await trackers.nameOf(repository)) ?? repository;
    if (name !== repository) await store.findings.move(repository, name);
    const tracker = await trackers.trackerOf(name);
    if (!tracker) continue;
    await withdrawNotice(tracker.issues);
    await bringUpToDate(tracker, { findings: [], completeness: [] });
  }
}
