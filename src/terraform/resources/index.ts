export { terraformNetwork } from './network.ts';
