export { identities } from './identity.ts';
export type { Namer } from './named-by.ts';
export { terraformNetwork } from './network.ts';
