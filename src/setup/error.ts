import { SallyportError } from '../network/index.ts';

/** Registering the app went wrong; the message says where, and what to do. */
export class SetupError extends SallyportError {}
