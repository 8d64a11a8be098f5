import { EMPTY_NETWORK, type Network } from '../network/index.ts';
import { foundText, layOver, type Sides } from '../review/index.ts';
import { type Snapshot, toNetwork } from '../snapshot/index.ts';
import { type CodeOptions, oneSide, readSource, type Source, SourceError } from './source.ts';

/** What a comparison is of. */
export interface Compared {
  /** A path; without another it is a plan, which holds both sides. */
  readonly first: string;
  readonly second?: string | undefined;
  /** The account that code is laid over. */
  readonly live?: Snapshot | undefined;
}

export interface ReadSides extends Sides {
  /** How much of the code is in the account. */
  readonly found?: string;
}

/** @throws SourceError when the paths are not two sides of something */
export async function readSides({ first, second, live }: Compared, options: CodeOptions): Promise<ReadSides> {
  const account = live && toNetwork(live);
  const read = async (path: string, settings: CodeOptions, over: Network | undefined): Promise<Source> => {
    const source = await readSource(path, { ...settings, ...(over && { live: () => over }) });
    // Output stays what it says it is.
    if (source.kind !== 'snapshot')
      for (const warning of source.warnings) process.stderr.write(`warning: ${warning}\n`);
    return source;
  };
  const over = (network: Network | undefined, before: Network, after: Network): ReadSides => {
    const laid = layOver(network, [{ name: second ?? first, before, after }]);
    const found = network && foundText(laid);
    if (found !== undefined) process.stderr.write(`note: ${found}\n`);
    return { before: laid.before, after: laid.after, ...(found !== undefined && { found }) };
  };
  if (second === undefined) {
    const plan = await read(first, options, account);
    if (plan.kind !== 'plan') throw new SourceError(`${first} is one side of a change: name the other side too.`);
    return over(account, plan.before, plan.after);
  }
  const before = await read(first, { ...options, other: second }, account);
  const after = await read(second, options, account ?? (before.kind === 'snapshot' ? before.network : undefined));
  if (before.kind === 'snapshot') {
    if (after.kind === 'snapshot') return { before: before.network, after: after.network };
    // A plan holds both sides of what would change in the account; code beside a snapshot is what it would become.
    return after.kind === 'plan'
      ? over(before.network, after.before, after.after)
      : over(before.network, EMPTY_NETWORK, after.network);
  }
  if (after.kind === 'snapshot') return over(after.network, oneSide(before), EMPTY_NETWORK);
  return over(account, oneSide(before), oneSide(after));
}
