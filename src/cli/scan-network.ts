import { EMPTY_NETWORK, type Network } from '../network/index.ts';
import { codeNetworks, withHypotheticalMembers } from '../overlay/index.ts';
import type { Source } from './source.ts';

/** What checks look at: what is, or what code would make it. */
export function scanNetwork(source: Source): Network {
  if (source.kind === 'snapshot') return source.network;
  const code = source.kind === 'plan' ? source.after : source.network;
  const whole = codeNetworks(EMPTY_NETWORK, code).after;
  // Entries of an ACL that is made elsewhere filter nothing here, and are worth a look all the same.
  const loose = code.networkAcls.filter(({ vpcId }) => vpcId === '');
  return withHypotheticalMembers({ ...whole, networkAcls: [...whole.networkAcls, ...loose] });
}
