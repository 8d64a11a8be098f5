export { type CollectOptions, collectAccount, type LinkedAccount } from './collect-account.ts';
export { AccountError } from './error.ts';
export { IAM_ACTIONS, READ_OPERATIONS, sessionPolicy } from './operations.ts';
export { iamAction } from './read-operation.ts';
