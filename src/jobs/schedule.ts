import { createHash } from 'node:crypto';

const MINUTE = 60_000;
/** Any fixed time: a recurrence counts its intervals from here, in every process and after every restart. */
const ANCHOR = Date.UTC(2026, 0, 1);

/**
 * A recurrence rule (RFC 5545) for every so many minutes. Its phase follows from `key`, so that a thousand accounts on one
 * schedule do not all start at the same minute.
 * @param minutes at least 1
 */
export function recurrence(minutes: number, key: string): string {
  const phase = createHash('sha256').update(key).digest().readUInt32BE() % minutes;
  const start = new Date(ANCHOR + phase * MINUTE).toISOString().replace(/[-:]|\.\d+/g, '');
  return `DTSTART:${start}\nRRULE:FREQ=MINUTELY;INTERVAL=${minutes}`;
}
