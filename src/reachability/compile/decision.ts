import {
  ALL_SERVICES,
  equalServices,
  intersectServices,
  NO_SERVICES,
  type ServiceSet,
  unionServices,
} from '../sets/services.ts';

/** What a filter lets through: `allowed` for certain, `possible` (a superset) if what is unknown falls that way. */
export interface Decision {
  readonly allowed: ServiceSet;
  readonly possible: ServiceSet;
}

export const NOTHING: Decision = { allowed: NO_SERVICES, possible: NO_SERVICES };
export const EVERYTHING: Decision = { allowed: ALL_SERVICES, possible: ALL_SERVICES };
/** Nothing is certain. */
export const DOUBT: Decision = { allowed: NO_SERVICES, possible: ALL_SERVICES };

/** A decision that is certain. */
export function certain(services: ServiceSet): Decision {
  if (services.length === 0) return NOTHING;
  if (equalServices(services, ALL_SERVICES)) return EVERYTHING;
  return { allowed: services, possible: services };
}

/** What passes both. */
export function and(a: Decision, b: Decision): Decision {
  if (a === EVERYTHING) return b;
  if (b === EVERYTHING) return a;
  if (a === NOTHING || b === NOTHING) return NOTHING;
  const allowed = intersectServices(a.allowed, b.allowed);
  if (a.allowed === a.possible && b.allowed === b.possible) return { allowed, possible: allowed };
  return { allowed, possible: intersectServices(a.possible, b.possible) };
}

/** What passes either. */
export function or(a: Decision, b: Decision): Decision {
  if (a === NOTHING || b === EVERYTHING) return b;
  if (b === NOTHING || a === EVERYTHING) return a;
  const allowed = unionServices(a.allowed, b.allowed);
  if (a.allowed === a.possible && b.allowed === b.possible) return { allowed, possible: allowed };
  return { allowed, possible: unionServices(a.possible, b.possible) };
}

export function isSameDecision(a: Decision, b: Decision): boolean {
  return a === b || (equalServices(a.allowed, b.allowed) && equalServices(a.possible, b.possible));
}
