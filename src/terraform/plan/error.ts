import { SallyportError } from '../../network/index.ts';

/** The input is not a plan this can read; the message says what it seems to be and what to run instead. */
export class PlanFormatError extends SallyportError {}
