import { SallyportError } from '../network/index.ts';

/** A schedule that cannot be kept. */
export class ScheduleError extends SallyportError {}
