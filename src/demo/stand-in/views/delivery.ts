import type { Delivery } from '../world.ts';

/** As GitHub lists it; `full` adds request and response. */
export function deliveryView(delivery: Delivery, full: boolean) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.durationSeconds,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
    ...(full ? { request: delivery.request, response: delivery.response } : {}),
  };
}
