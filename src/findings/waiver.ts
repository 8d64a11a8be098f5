import { SallyportError } from '../network/index.ts';
import type { TrackedFinding, Waiver } from './model.ts';

const DAY = 24 * 60 * 60 * 1000;

/** A waiver somebody asked for that cannot be granted; the message says what to write instead. */
export class WaiverError extends SallyportError {}

/** The first instant at which a waiver no longer holds: midnight UTC after its last day. */
function end(until: string): number {
  return Date.parse(`${until}T00:00:00Z`) + DAY;
}

/** Whether the waiver still holds at `now` (ISO). */
export function isWaived(waiver: Waiver | undefined, now: string): waiver is Waiver {
  return waiver !== undefined && Date.parse(now) < end(waiver.until);
}

/**
 * Grants a waiver on a finding; the next reconciliation closes its issue.
 * @param maxDays the longest a waiver may last (`accept.maxDays` of the configuration)
 * @throws WaiverError when the date is no date, past, or too far away, or the reason is empty
 */
export function accept(tracked: TrackedFinding, waiver: Waiver, now: string, maxDays: number): TrackedFinding {
  const { until } = waiver;
  const last = Date.parse(`${until}T00:00:00Z`);
  // Date.parse rolls 2026-02-31 over into March on some inputs: only a date that reads back the same is one.
  if (!/^\d{4}-\d{2}-\d{2}$/.test(until) || Number.isNaN(last) || !new Date(last).toISOString().startsWith(until))
    throw new WaiverError(`'${until}' is no date; write the last day as YYYY-MM-DD`);
  if (end(until) <= Date.parse(now)) throw new WaiverError(`${until} is past; name a day still to come`);
  const latest = new Date(Date.parse(now) + maxDays * DAY).toISOString().slice(0, 10);
  if (until > latest)
    throw new WaiverError(`${until} is more than ${maxDays} days away; the latest day allowed is ${latest}`);
  if (waiver.reason.trim() === '')
    throw new WaiverError('a reason is needed: /sallyport accept until YYYY-MM-DD reason');
  return { ...tracked, waiver: { ...waiver, reason: waiver.reason.trim().slice(0, 300) } };
}
