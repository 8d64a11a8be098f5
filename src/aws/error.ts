import { SallyportError } from '../network/index.ts';

/** An account that cannot be read at all. What a single call is denied is part of the snapshot instead. */
export class AccountError extends SallyportError {}

/** AWS's name for what went wrong: `UnauthorizedOperation`, `Throttling`, … */
function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}

/** One line a person can act on. EC2 appends an encoded blob to its denials, which says nothing readable. */
export function errorReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const readable = message.split(/\s*Encoded authorization failure message/)[0] ?? '';
  return `${errorName(error)}: ${readable.replaceAll(/\s+/g, ' ').slice(0, 500)}`;
}

const DENIALS = ['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException', 'AuthFailure', 'OptInRequired'];

/** Whether AWS refused the call, rather than failed at it. */
export function isDenial(error: unknown): boolean {
  return DENIALS.includes(errorName(error));
}

/** EC2 says `RequestExpired` of an expired session where the other services say `ExpiredToken`. */
const EXPIRIES = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'];

export function isExpiry(error: unknown): boolean {
  return EXPIRIES.includes(errorName(error));
}

/** Whether the Region's endpoint does not know the call at all: what it would list cannot exist there. */
export function isUnknownHere(error: unknown): boolean {
  return errorName(error) === 'InvalidAction';
}
