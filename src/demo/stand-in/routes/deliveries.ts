import { appOnly } from '../http/auth.ts';
import type { Routes } from '../http/env.ts';
import { notFound } from '../http/error.ts';
import { deliveryView } from '../views/delivery.ts';
import type { Deliveries } from '../webhooks/deliveries.ts';
import type { World } from '../world.ts';

/** The app's delivery log, newest first, paged by cursor, and redelivery. */
export const deliveryRoutes =
  (deliveries: Deliveries): Routes =>
  (app, world) => {
    app.get('/app/hook/deliveries', appOnly, (c) => {
      const size = Math.min(Number(c.req.query('per_page') ?? 30), 100);
      const cursor = c.req.query('cursor');
      const from =
        cursor === undefined
          ? 0
          : Math.max(
              0,
              world.deliveries.findIndex((d) => `v1_${d.id}` === cursor),
            );
      const page = world.deliveries.slice(from, from + size);
      const next = world.deliveries[from + size];
      if (next) {
        const url = new URL(c.req.url);
        url.searchParams.set('cursor', `v1_${next.id}`);
        c.header('link', `<${url.href}>; rel="next"`);
      }
      return c.json(page.map((delivery) => deliveryView(delivery, false)));
    });
    app.get('/app/hook/deliveries/:id', appOnly, (c) => c.json(deliveryView(find(world, c.req.param('id')), true)));
    app.post('/app/hook/deliveries/:id/attempts', appOnly, (c) => {
      deliveries.redeliver(find(world, c.req.param('id')));
      return c.json({}, 202);
    });
  };

function find(world: World, id: string) {
  const delivery = world.deliveries.find((candidate) => candidate.id === Number(id));
  if (!delivery) throw notFound();
  return delivery;
}
