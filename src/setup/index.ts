export { hasCredentials, withCredentials } from './credentials.ts';
export { SetupError } from './error.ts';
export { setUp } from './set-up.ts';
