import { ScheduleError } from './error.ts';

const EVERY = /^every(?: (\d{1,3}))? (minute|hour|day)s?$/i;

/**
 * A schedule as configuration writes it, as cron in UTC: `every 30 minutes`, `every hour`, `every 6 hours`, `every day`, or
 * five cron fields as they are. Cron starts over each hour and day, so only parts that divide them evenly are kept.
 * @throws ScheduleError naming what is possible
 */
export function cronOf(schedule: string): string {
  const text = schedule.trim();
  const match = EVERY.exec(text);
  if (match) {
    const count = Number(match[1] ?? 1);
    const unit = match[2]!.toLowerCase();
    if (unit === 'minute' && count > 0 && 60 % count === 0) return count === 60 ? '0 * * * *' : `*/${count} * * * *`;
    if (unit === 'hour' && count > 0 && 24 % count === 0) return count === 24 ? '0 0 * * *' : `0 */${count} * * *`;
    if (unit === 'day' && count === 1) return '0 0 * * *';
  } else if (text.split(/\s+/).length === 5 && /^[\d*,/\-\sA-Za-z]+$/.test(text)) return text;
  throw new ScheduleError(
    `'${schedule}' is no schedule. Write 'every N minutes' (N divides 60), 'every N hours' (N divides 24), 'every day', or five cron fields.`,
  );
}
