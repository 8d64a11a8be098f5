/**
 * The events the app acts on, by action; an event without actions has none. `app.yml` subscribes to exactly these (a test
 * holds it), except those GitHub sends every app.
 */
export const EVENTS = {
  installation: ['created', 'deleted', 'suspend', 'unsuspend', 'new_permissions_accepted'],
  installation_repositories: ['added', 'removed'],
  repository: ['renamed', 'transferred', 'archived', 'unarchived', 'privatized', 'publicized'],
  push: [],
  pull_request: ['opened', 'synchronize', 'reopened', 'ready_for_review', 'edited', 'closed'],
  merge_group: ['checks_requested'],
  workflow_run: ['completed'],
  issue_comment: ['created'],
  issues: ['closed', 'reopened', 'deleted', 'transferred'],
  check_run: ['rerequested'],
  check_suite: ['rerequested'],
} as const;

export type EventName = keyof typeof EVENTS;

/** Sent to every app; a manifest must not list them. */
export const ALWAYS_SENT: readonly EventName[] = ['installation', 'installation_repositories'];

/** Whether a delivery is worth keeping. */
export function isSubscribed(event: string, action: unknown): event is EventName {
  if (!Object.hasOwn(EVENTS, event)) return false;
  const actions: readonly string[] = EVENTS[event as EventName];
  return actions.length === 0 || (typeof action === 'string' && actions.includes(action));
}
