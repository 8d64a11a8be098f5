import type { CodeRoot } from '../checks/index.ts';
import type { Network } from '../network/index.ts';
import { matchResources } from '../overlay/index.ts';
import { type CodeOptions, readSource, SourceError } from './source.ts';

/**
 * Code with the ids that its resources have in the network, of the one account and Region it makes.
 * @throws SourceError when the path is no code, or the network holds several places and the code names none of them
 */
export async function codeRoot(path: string, network: Network, options: CodeOptions): Promise<CodeRoot> {
  const places = [
    ...new Map(network.vpcs.map(({ account, region }) => [`${account} ${region}`, { account, region }])).values(),
  ];
  const named = places.find(({ account, region }) => account === options.account && region === options.region);
  const place = named ?? (places.length === 1 ? places[0] : undefined);
  if (!place)
    throw new SourceError(
      `The snapshot holds several accounts or Regions: say with --account and --region which one ${path} makes.`,
    );
  const source = await readSource(path, { ...options, ...place, live: () => network });
  if (source.kind === 'snapshot') throw new SourceError(`${path} is a snapshot, not code.`);
  const code = source.kind === 'plan' ? source.after : source.network;
  const unread = source.kind === 'code' ? source.unread : [];
  return { name: path, ...place, network: matchResources(code, network).network, unread };
}
