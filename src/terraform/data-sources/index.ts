export { type LiveDataOptions, liveData } from './live.ts';
export { type KnownRoot, remoteStates } from './remote-state.ts';
