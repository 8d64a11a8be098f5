import { SallyportError } from '../network/index.ts';

/** The text is no CloudFormation template; the message says what it is instead, and where. */
export class TemplateError extends SallyportError {}
