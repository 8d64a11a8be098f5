export { callerArn } from './caller.ts';
export { CHANGE_EVENTS, type ChangeEvent, parseChangeEvent, receiveChanges } from './change-events.ts';
export { type CollectOptions, collectAccount, type LinkedAccount } from './collect-account.ts';
export { AccountError } from './error.ts';
export { EXTRA_READS, EXTRAS, type Extra } from './operations/extra.ts';
export { extraActions, IAM_ACTIONS, purposeOf, READ_OPERATIONS, sessionPolicy } from './operations.ts';
export { type Member, type Members, ORGANIZATION_ACTIONS, organizationMembers } from './organization.ts';
export { iamAction } from './read-operation.ts';
