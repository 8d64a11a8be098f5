import type { Resource } from '../network/index.ts';
import { resourceCause } from './cause.ts';
import type { Finding } from './finding.ts';

/**
 * A finding about one resource and no path: what every such finding has, and what this one says. What is written in code
 * is its own cause where no other is given, and `breaks` what it says, where that is not all the check refers to.
 */
export function plainFinding(
  check: string,
  kind: string,
  resource: Resource,
  rest: Pick<Finding, 'severity' | 'title' | 'summary' | 'fix'> & Partial<Finding>,
  breaks?: readonly string[],
): Finding {
  const { account, region, id, name, origin } = resource;
  return {
    check,
    identity: [id],
    account,
    region,
    resource: { kind, id, ...(name !== undefined && { name }) },
    exposure: 'none',
    because:
      origin.kind === 'code' ? [{ ...resourceCause(resource, rest.title), ...(breaks && { references: breaks }) }] : [],
    exposed: [],
    ...rest,
  };
}
