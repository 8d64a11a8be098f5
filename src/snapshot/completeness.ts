import { z } from 'zod';
import type { Recorded, RegionSnapshot } from './model.ts';

/**
 * The one file of a Region folder that is not an AWS answer: when the recording was made and which operations were
 * asked but not wholly answered. Absent for recordings made with the AWS CLI by hand: then every file is complete.
 */
export const COMPLETENESS_FILE = 'completeness.json';

const completeness = z.object({
  takenAt: z.iso.datetime({ offset: true }).optional(),
  incomplete: z
    .record(z.string(), z.object({ status: z.enum(['denied', 'failed', 'truncated']), reason: z.string() }))
    .default({}),
});

export type Completeness = z.infer<typeof completeness>;

/** @throws z.ZodError naming the member at fault */
export function parseCompleteness(json: unknown): Completeness {
  return completeness.parse(json);
}

/** What the sidecar of a Region says; `takenAt` alone when everything was read. */
export function completenessOf(region: RegionSnapshot): Completeness {
  const incomplete: Completeness['incomplete'] = {};
  for (const [operation, recorded] of region.operations)
    if (recorded.status !== 'complete') incomplete[operation] = { status: recorded.status, reason: recorded.reason };
  return { ...(region.takenAt !== undefined && { takenAt: region.takenAt }), incomplete };
}

/** Joins the recorded outputs of a Region with what its sidecar says of them. */
export function withCompleteness(
  outputs: ReadonlyMap<string, unknown>,
  { incomplete }: Completeness,
): ReadonlyMap<string, Recorded> {
  const operations = new Map<string, Recorded>();
  for (const [operation, output] of outputs) operations.set(operation, { status: 'complete', output });
  for (const [operation, { status, reason }] of Object.entries(incomplete))
    operations.set(operation, {
      status,
      reason,
      ...(outputs.has(operation) && { output: outputs.get(operation) }),
    });
  return operations;
}
