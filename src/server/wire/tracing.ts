import { randomUUID } from 'node:crypto';
import type { Handlers, Jobs, Queue } from '../../jobs/index.ts';
import { correlated, correlation } from '../correlation.ts';
import type { Metrics } from '../metrics.ts';

interface Traced {
  readonly correlation?: string;
}

/** A queue whose jobs remember what set them off. */
export function remembering(queue: Queue): Queue {
  return {
    ...queue,
    send(name, data, options) {
      const id = correlation();
      return queue.send(name, id === undefined ? data : { ...data, correlation: id }, options);
    },
  };
}

/** Handlers that go on under what set their job off, and whose time is measured. */
export function measured(handlers: Handlers, { jobs }: Pick<Metrics, 'jobs'>): Handlers {
  const trace =
    <Name extends keyof Jobs>(queue: Name) =>
    (data: Jobs[Name], signal: AbortSignal): Promise<void> => {
      const id = (data as Traced).correlation ?? (data as Partial<Jobs['deliveries']>).guid ?? randomUUID();
      return correlated(id, async () => {
        const end = jobs.startTimer({ queue });
        try {
          await handlers[queue](data, signal);
          end({ outcome: 'done' });
        } catch (error) {
          end({ outcome: 'failed' });
          throw error;
        }
      });
    };
  return Object.fromEntries(
    (Object.keys(handlers) as (keyof Jobs)[]).map((queue) => [queue, trace(queue)]),
  ) as unknown as Handlers;
}
