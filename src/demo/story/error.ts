import { SallyportError } from '../../network/index.ts';

/** A step of the story did not produce what it should; the message says what was missing. */
export class StoryError extends SallyportError {}
