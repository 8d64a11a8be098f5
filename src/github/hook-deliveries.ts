import { calling } from './errors.ts';
import type { Octokit } from './octokit.ts';

/** A webhook that GitHub sent, as often as it did. */
export interface HookDelivery {
  /** Of the newest attempt: what GitHub sends again when asked to. */
  readonly id: number;
  /** The same over all attempts. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly attempts: number;
}

/**
 * Webhooks that no attempt brought to the app: GitHub does not repeat them by itself, and keeps them for three days
 * (https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries).
 * @param octokit as the app, not as an installation
 * @returns oldest first
 */
export async function missedDeliveries(octokit: Octokit, since: Date): Promise<readonly HookDelivery[]> {
  const attempts = await calling('list webhook deliveries', async () => {
    const found = [];
    for await (const { data } of octokit.paginate.iterator(octokit.rest.apps.listWebhookDeliveries, {
      per_page: 100,
    })) {
      found.push(...data.filter(({ delivered_at }) => Date.parse(delivered_at) >= since.getTime()));
      if (data.some(({ delivered_at }) => Date.parse(delivered_at) < since.getTime())) break;
    }
    return found;
  });
  const byGuid = Map.groupBy(attempts, ({ guid }) => guid);
  return [...byGuid.values()]
    .filter((group) => !group.some(({ status_code: status }) => status >= 200 && status < 300))
    .map((group) => {
      const { id, guid, event, action } = group[0]!;
      return { id, guid, event, action, attempts: group.length };
    })
    .toReversed();
}

export async function redeliver(octokit: Octokit, id: number): Promise<void> {
  await calling(`redeliver webhook ${id}`, () => octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: id }));
}
