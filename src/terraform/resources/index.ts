export type { Namer } from './named-by.ts';
export { terraformNetwork } from './network.ts';
