const MINUTES = { minute: 1, hour: 60, day: 1_440 } as const;

export const SCHEDULE_PATTERN = /^every (?:(\d{1,4}) )?(minute|hour|day)s?$/;

/**
 * Minutes between two scans.
 * @param schedule `every 30 minutes`, `every hour`, `every 2 days`
 * @returns undefined when it is written differently, or lies outside 5 minutes … 31 days
 */
export function scheduleMinutes(schedule: string): number | undefined {
  const match = SCHEDULE_PATTERN.exec(schedule);
  if (!match) return undefined;
  const minutes = Number(match[1] ?? 1) * MINUTES[match[2] as keyof typeof MINUTES];
  return minutes >= 5 && minutes <= 31 * MINUTES.day ? minutes : undefined;
}
