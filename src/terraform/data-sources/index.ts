export { type LiveDataOptions, liveData } from './live.ts';
export { type KnownRoot, outputsOutside, outside, remoteStates } from './remote-state.ts';
