import type { Rules } from '../../src/review/index.ts';

/** What a change is judged by when nobody configured anything. */
export function rules(over: Partial<Rules> = {}): Rules {
  return {
    named: {},
    zones: {},
    failOn: 'internet',
    forbid: [],
    failSeverity: undefined,
    maxNewExposure: undefined,
    checks: {},
    accountChecks: {},
    ...over,
  };
}
