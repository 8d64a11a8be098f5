import type { Evaluation } from './evaluate/index.ts';

/** Kinds of which one more or less makes a difference to what is said to be in no code. */
const COUNTED = /^aws_(default_)?(vpc|subnet|security_group|network_acl|route_table)$/;

/**
 * What of the code could not be read and may make more than is listed: modules that are elsewhere, errors, resources of
 * which nobody knows how many there are. Without any, what is not listed is not in the code.
 */
export function unreadOf({ resources, remoteModules, diagnostics }: Evaluation): readonly string[] {
  const uncounted = resources.flatMap(({ mode, type, address, countUnknown }) =>
    mode === 'managed' && COUNTED.test(type) && countUnknown !== undefined
      ? [`how many of ${address} there are is unknown: ${countUnknown}`]
      : [],
  );
  return [
    ...remoteModules.map(({ address, source }) => `the code of ${address} (${source}) is not here`),
    ...diagnostics.flatMap(({ severity, message, at }) =>
      severity === 'error' ? [at ? `${at.file}:${at.line}: ${message}` : message] : [],
    ),
    ...uncounted,
  ];
}
