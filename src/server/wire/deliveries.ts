import type { Queue } from '../../jobs/index.ts';
import type { Store } from '../../store/index.ts';
import { gathered } from '../gathered.ts';
import type { Deliveries } from '../webhooks.ts';

/** Bytes written at once, about; what waits meanwhile is in memory already. */
const ROUND = 4 * 1024 * 1024;

/**
 * Keeps webhooks together with the jobs that handle them: either both are kept or neither, and only then is a webhook
 * acknowledged. Those that arrive while some are being written are written together: a database takes a hundred rows at
 * once as easily as one.
 */
export function deliveryKeeper({ transaction }: Pick<Store, 'transaction'>, queue: () => Queue): Deliveries {
  const keep = gathered(
    (received: readonly Received[]) =>
      transaction(async ({ deliveries }, within) => {
        const guids = received.map(({ guid }) => guid);
        const fresh = await deliveries.record(received);
        // One that comes again although its work was given up is tried again.
        const repeated = guids.filter((guid) => !fresh.has(guid));
        const undone = repeated.length === 0 ? [] : await deliveries.pending(repeated);
        const toDo = new Set([...fresh, ...undone]);
        await queue().sendDeliveries(
          [...toDo].map((guid) => ({ guid })),
          within,
        );
        return guids.map((guid, index) => fresh.has(guid) && guids.indexOf(guid) === index);
      }),
    { weigh: ({ bytes }) => bytes, most: ROUND },
  );
  return { accept: (guid, event, payload, bytes) => keep({ guid, event, payload, bytes }) };
}

interface Received {
  readonly guid: string;
  readonly event: string;
  readonly payload: object;
  readonly bytes: number;
}
