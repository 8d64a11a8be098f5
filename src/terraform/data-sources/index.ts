export { type LiveDataOptions, liveData } from './live.ts';
export { type KnownRoot, outputsOutside, remoteStates } from './remote-state.ts';
