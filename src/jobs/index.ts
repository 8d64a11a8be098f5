export { type Handlers, type Jobs, type Queue, startQueue } from './queue.ts';
