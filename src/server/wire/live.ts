import { collectAccount } from '../../aws/index.ts';
import type { AccountConfig, Config } from '../../config/index.ts';
import { type Clock, type Collect, externalId } from '../../drift/index.ts';

/** Reads one Region of a linked account as it is now, through the role its owner's configuration names. */
export function liveCollect(
  { secret, clock }: { readonly secret: string; readonly clock: Clock },
  owner: string,
  { via, alsoRead = [] }: Pick<Config, 'via' | 'alsoRead'>,
  { id: account, role }: Pick<AccountConfig, 'id' | 'role'>,
): Collect {
  return async (_, region) => {
    const { regions } = await collectAccount({
      account,
      role,
      regions: [region],
      extras: alsoRead,
      clock,
      externalId: externalId(secret, owner),
      ...(via !== undefined && { via }),
    });
    return regions[0]!;
  };
}
