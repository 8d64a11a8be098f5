import type { Resource } from '../network/index.ts';
import type { Finding } from './finding.ts';

/** A finding about one resource and no path: what every such finding has, and what this one says. */
export function plainFinding(
  check: string,
  kind: string,
  resource: Resource,
  rest: Pick<Finding, 'severity' | 'title' | 'summary' | 'fix'> & Partial<Finding>,
): Finding {
  const { account, region, id, name } = resource;
  return {
    check,
    identity: [id],
    ...{ account, region },
    resource: { kind, id, ...(name !== undefined && { name }) },
    exposure: 'none',
    because: [],
    exposed: [],
    ...rest,
  };
}
