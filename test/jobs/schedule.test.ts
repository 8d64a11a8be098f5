import { describe, expect, it } from 'vitest';
import { cronOf, ScheduleError } from '../../src/jobs/index.ts';

describe('cronOf', () => {
  it.each([
    ['every 30 minutes', '*/30 * * * *'],
    ['every minute', '*/1 * * * *'],
    ['every 60 minutes', '0 * * * *'],
    ['every hour', '0 */1 * * *'],
    ['every 6 hours', '0 */6 * * *'],
    ['every 24 hours', '0 0 * * *'],
    ['Every day', '0 0 * * *'],
    ['15 3 * * 1-5', '15 3 * * 1-5'],
  ])('%s is %s', (schedule, cron) => expect(cronOf(schedule)).toBe(cron));

  it.each([
    'every 45 minutes',
    'every 0 minutes',
    'every 5 hours',
    'every 2 days',
    'hourly',
    '',
    '* * * *',
    '@daily x y z w',
  ])("'%s' is refused with what is possible", (schedule) => expect(() => cronOf(schedule)).toThrow(ScheduleError));
});
