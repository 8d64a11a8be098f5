import { AccountError, organizationMembers } from '../../aws/index.ts';
import type { AccountConfig, Config } from '../../config/index.ts';
import { type Configuration, externalId } from '../../drift/index.ts';
import type { Store } from '../../store/index.ts';
import type { Parts } from './installation.ts';

type MemberAccount = Awaited<ReturnType<Store['members']['list']>>[number];

/** The configuration with every member account of the organisation it links as if each were listed. */
export function withMembers<T extends Configuration>(configuration: T, members: readonly MemberAccount[]): T {
  const { config } = configuration;
  if (!config?.organization) return configuration;
  const { role, regions, issues } = config.organization;
  const listed = new Set(config.accounts.map(({ id }) => id));
  const names = new Set(config.accounts.map(({ name }) => name));
  const added = members
    .filter(({ id }) => !listed.has(id))
    .map(({ id, name }): AccountConfig => {
      const own = name === '' || names.has(name) ? id : name;
      names.add(own);
      return { id, name: own, role, regions, ...(issues !== undefined && { issues }) };
    });
  return { ...configuration, config: { ...config, accounts: [...config.accounts, ...added] } };
}

/** Lists the members anew. An organisation that cannot be asked keeps those it had: unlinking them would close their issues. */
export async function refreshMembers(parts: Parts, owner: string, config: Config | undefined): Promise<void> {
  const { store, secret, clock, log } = parts;
  if (!config?.organization) return store.members.replace(owner, []);
  const { managementRole, include, exclude } = config.organization;
  try {
    const found = await organizationMembers({
      managementRole,
      include,
      exclude,
      clock,
      externalId: externalId(secret, owner),
    });
    await store.members.replace(owner, found);
  } catch (error) {
    if (!(error instanceof AccountError)) throw error;
    log.error({ err: error, owner }, error.message);
  }
}
