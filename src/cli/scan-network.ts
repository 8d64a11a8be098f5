import { EMPTY_NETWORK, type Network } from '../network/index.ts';
import { codeNetworks, withHypotheticalMembers } from '../overlay/index.ts';
import type { Source } from './source.ts';

/** What checks look at: what is, or what code would make it. */
export function scanNetwork(source: Source): Network {
  if (source.kind === 'snapshot') return source.network;
  const code = source.kind === 'plan' ? source.after : source.network;
  const whole = codeNetworks(EMPTY_NETWORK, code).after;
  // What is added to an ACL or a table that is made elsewhere decides nothing here, and is worth a look all the same.
  const isLoose = ({ vpcId }: { readonly vpcId: string }) => vpcId === '';
  return withHypotheticalMembers({
    ...whole,
    networkAcls: [...whole.networkAcls, ...code.networkAcls.filter(isLoose)],
    routeTables: [...whole.routeTables, ...code.routeTables.filter(isLoose)],
  });
}
