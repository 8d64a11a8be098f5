import { NotFoundError } from '../../github/index.ts';
import { isSubscribed } from '../events.ts';
import type { Parts } from './installation.ts';

const MINUTE = 60_000;
/** GitHub keeps deliveries for three days. */
export const LONGEST = 3 * 24 * 60 * MINUTE;
/** Between two sweeps. */
export const SWEEP_INTERVAL = 10 * MINUTE;
/** A delivery that failed so often is our own mistake; sending it again only repeats it. */
const MOST_ATTEMPTS = 5;

/**
 * Has GitHub send the webhooks again that it could not deliver while the service, or the way to it, was down. What is sent
 * again comes in under its old id, so that one that did arrive is not done twice.
 * @param back milliseconds to look back
 * @returns how many were asked for
 */
export async function sweepDeliveries({ gitHub, store, clock, log }: Parts, back: number): Promise<number> {
  try {
    const missed = await gitHub.missedDeliveries(new Date(clock().getTime() - back));
    let asked = 0;
    for (const { id, guid, event, action, attempts } of missed) {
      if (!isSubscribed(event, action) || attempts >= MOST_ATTEMPTS || (await store.deliveries.get(guid))) continue;
      await gitHub.redeliver(id);
      asked++;
    }
    if (asked > 0) log.warn({ webhooks: asked }, 'webhooks that never arrived are sent again');
    return asked;
  } catch (error) {
    // Enterprise Server before 3.2 keeps no log of deliveries.
    if (!(error instanceof NotFoundError)) throw error;
    log.info('this GitHub keeps no log of webhook deliveries');
    return 0;
  }
}
