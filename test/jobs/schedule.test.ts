import { PgBoss } from 'pg-boss';
import { describe, expect, it } from 'vitest';
import { recurrence } from '../../src/jobs/schedule.ts';

const boss = new PgBoss({ db: { executeSql: async () => ({ rows: [] }) } });
const next = (rule: string, count: number) =>
  boss.previewSchedule(rule, { from: new Date('2027-05-05T05:05:05Z'), count }).map((date) => date.getTime() / 60_000);

describe('recurrence', () => {
  it.each([5, 30, 45, 60, 2_880])('comes back every %i minutes', (minutes) => {
    const times = next(recurrence(minutes, '1/111111111111/us-east-1'), 4);
    expect(times.slice(1).map((time, index) => time - times[index]!)).toEqual([minutes, minutes, minutes]);
  });

  it('spreads accounts over the interval, each always at its own time', () => {
    const keys = Array.from({ length: 300 }, (_, index) => `1/${index}/us-east-1`);
    const phases = new Set(keys.map((key) => next(recurrence(30, key), 1)[0]! % 30));
    expect(phases.size).toBe(30);
    expect(recurrence(30, 'a')).toBe(recurrence(30, 'a'));
  });
});
