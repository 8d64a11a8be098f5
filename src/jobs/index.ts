export { type DeadLetter, type Handlers, type Jobs, type Queue, type QueueName, startQueue } from './queue.ts';
