import { EXTRA_READS, type Extra } from './operations/extra.ts';
import { GATEWAY_READS } from './operations/gateway.ts';
import { LOAD_BALANCER_READS } from './operations/load-balancer.ts';
import { SECURITY_GROUP_READS } from './operations/security-group.ts';
import { TRANSIT_GATEWAY_READS } from './operations/transit-gateway.ts';
import { VPC_READS } from './operations/vpc.ts';
import { iamAction, type ReadOperation } from './read-operation.ts';

/**
 * Every call made to read an account. The collectors run down this list, and the session policy and role templates
 * grant what is in it: nothing is called that is not granted, nothing granted that is not called.
 */
export const READ_OPERATIONS: readonly ReadOperation[] = [
  ...VPC_READS,
  ...SECURITY_GROUP_READS,
  ...GATEWAY_READS,
  ...TRANSIT_GATEWAY_READS,
  ...LOAD_BALANCER_READS,
];

/** Asked once an account rather than once a Region: which Regions are enabled. */
const REGIONS_COMMAND = 'describe-regions';

/** The IAM actions used, sorted. */
export const IAM_ACTIONS: readonly string[] = [
  // The two APIs of load balancing share the names of their permissions.
  ...new Set([...READ_OPERATIONS.map(({ command }) => iamAction(command)), iamAction(REGIONS_COMMAND)]),
].sort();

/** What an action is needed for, as whoever grants it may want to know. */
export function purposeOf(action: string): string {
  if (action === iamAction(REGIONS_COMMAND)) return 'which Regions the account has enabled';
  const reads = [...READ_OPERATIONS, ...Object.values(EXTRA_READS).flat()];
  return reads.flatMap(({ command, purpose }) => (iamAction(command) === action ? [purpose] : [])).join('; ');
}

/** The IAM actions one extra needs beside those, sorted. */
export function extraActions(extra: Extra): readonly string[] {
  const actions = EXTRA_READS[extra].map(({ command }) => iamAction(command));
  return actions.filter((action) => !IAM_ACTIONS.includes(action)).sort();
}

/** The policy that narrows a session to those actions, however much the role itself allows. */
export function sessionPolicy(extras: readonly Extra[] = []): string {
  return allow([...IAM_ACTIONS, ...extras.flatMap(extraActions)], '*');
}

/** A policy that allows some actions on one resource and nothing else. */
export function allow(Action: readonly string[], Resource: string): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
}
