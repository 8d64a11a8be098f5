export { withHypotheticalMembers } from './hypothetical.ts';
export { type Match, matchResources, type Unmatched } from './match.ts';
export { codeNetworks, type Overlay, overlay } from './overlay.ts';
export { placeholderAddress } from './place.ts';
export { rewriteIds } from './rewrite.ts';
