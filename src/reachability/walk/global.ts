import { type Cursor, lookup, membership } from '../compile/table.ts';
import { INTERNET, toCidrs } from '../sets/addresses.ts';

const GLOBAL = membership(toCidrs(INTERNET));

/** Whether an address is routed on the internet. */
export function isGlobal(address: Cursor): boolean {
  return lookup(typeof address.at === 'number' ? GLOBAL.v4 : GLOBAL.v6, address);
}
