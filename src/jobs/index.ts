export { ScheduleError } from './error.ts';
export { type DeadLetter, type Handlers, type Jobs, type Queue, type QueueName, startQueue } from './queue.ts';
export { cronOf } from './schedule.ts';
