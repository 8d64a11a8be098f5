export { deadLetters, type Handlers, type Jobs, type Queue, type QueueSettings, startQueue } from './queue.ts';
