import type { Resource, SecurityGroup } from '../network/index.ts';

/** Whether a resource exists or is to be made: code also refers to what is made elsewhere. */
export function isDefined({ origin }: Pick<Resource, 'origin'>): boolean {
  return origin.kind === 'live' || !/(^|\.)data\.\w+\./.test(origin.address);
}

/** The same for a group: a rule of a group that is not in the code stands in a nameless one. */
export function isDefinedGroup(group: SecurityGroup): boolean {
  return isDefined(group) && (group.origin.kind === 'live' || group.groupName !== '');
}
