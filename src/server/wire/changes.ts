import { type ChangeEvent, receiveChanges } from '../../aws/index.ts';
import { ruleChange } from '../../snapshot/index.ts';
import { placesOf, type ScanParts } from './scans.ts';

/** Seconds a scan waits for further changes: what a deployment does in a burst is looked at once. */
const COALESCE = 5;
/** Milliseconds for which it is remembered who links which account. */
const REMEMBER = 5 * 60_000;

/**
 * Scans a Region soon after something changed there, for everyone who links it.
 * @param url of the SQS queue that EventBridge fills
 * @returns how to stop
 */
export function followChanges(parts: ScanParts, url: string): () => Promise<void> {
  const { log } = parts;
  let known: { readonly at: number; readonly links: ReadonlyMap<string, readonly number[]> } | undefined;
  const links = async () => {
    const now = parts.clock().getTime();
    if (!known || now - known.at > REMEMBER) known = { at: now, links: await linksOf(parts) };
    return known.links;
  };
  return receiveChanges({
    url,
    handle: async (events) => scanChanged(parts, events, await links()),
    onError: (error) => log.error({ err: error }, 'change events could not be received or handled'),
  });
}

async function scanChanged(
  { store, queue }: ScanParts,
  events: readonly ChangeEvent[],
  links: ReadonlyMap<string, readonly number[]>,
): Promise<void> {
  for (const [place, of] of Map.groupBy(events, ({ account, region }) => `${account} ${region}`)) {
    const installations = links.get(place);
    const [first] = of;
    if (!installations || !first) continue;
    const { account, region } = first;
    await store.rules.changed(
      account,
      region,
      of.flatMap(({ record }) => ruleChange(record) ?? []),
    );
    for (const installationId of installations)
      await queue().send('scan', { installationId, account, region }, { delay: COALESCE });
  }
}

/** Account and Region → the installations whose configuration links it. */
async function linksOf(parts: ScanParts): Promise<ReadonlyMap<string, readonly number[]>> {
  const links = new Map<string, number[]>();
  for (const { id, suspended } of await parts.gitHub.installations()) {
    if (suspended) continue;
    const { config } = await (await parts.installation(id)).configuration();
    for (const { account, region } of placesOf(config)) {
      const place = `${account} ${region}`;
      links.set(place, [...(links.get(place) ?? []), id]);
    }
  }
  return links;
}
