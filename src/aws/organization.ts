import {
  type Account,
  OrganizationsClient,
  paginateListAccounts,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
  paginateListTagsForResource,
} from '@aws-sdk/client-organizations';
import { AccountError, errorReason } from './error.ts';
import { allow } from './operations.ts';
import { sessionRegion } from './partition.ts';
import { type BaseCredentials, openSession, type RetryStrategy } from './session.ts';

/** Member accounts by any of these: one that fits suffices. */
export interface Members {
  /** Organizational units (`ou-…`) or roots (`r-…`), with all that is below them. */
  readonly units?: readonly string[] | undefined;
  /** Tags with one of these values; an empty list takes any value. */
  readonly tags?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly ids?: readonly string[] | undefined;
}

export interface LinkedOrganization {
  /** ARN of the role that may list the members: in the management account, or in a delegated administrator's. */
  readonly managementRole: string;
  readonly externalId?: string;
  /** Absent: every member. */
  readonly include?: Members | undefined;
  /** Goes before `include`. */
  readonly exclude?: Members | undefined;
  readonly credentials?: BaseCredentials;
  readonly clock: () => Date;
  readonly retryStrategy?: RetryStrategy;
}

export interface Member {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
}

/** What the management role is used for, and all its sessions may do. */
export const ORGANIZATION_ACTIONS: readonly string[] = [
  'organizations:ListAccounts',
  'organizations:ListAccountsForParent',
  'organizations:ListOrganizationalUnitsForParent',
  'organizations:ListTagsForResource',
];

/**
 * The active member accounts of an AWS organisation that are to be read, by id.
 * @throws AccountError when they cannot be listed; a list that is cut short is none
 */
export async function organizationMembers(organization: LinkedOrganization): Promise<readonly Member[]> {
  const { managementRole, include, exclude, retryStrategy } = organization;
  const region = sessionRegion([], managementRole);
  const session = openSession({
    ...organization,
    account: managementRole.split(':')[4] ?? '',
    role: managementRole,
    region,
    sessionName: 'sallyport',
    policy: allow(ORGANIZATION_ACTIONS, '*'),
  });
  const client = new OrganizationsClient({
    region,
    credentials: () => session.credentials(),
    maxAttempts: 12,
    retryMode: 'adaptive',
    ...(retryStrategy && { retryStrategy }),
  });
  try {
    const accounts = await allOf(paginateListAccounts({ client }, {}), ({ Accounts }) => Accounts);
    const active = accounts.filter(({ Status }) => Status === 'ACTIVE');
    const included = include && (await idsOf(client, include, active));
    const excluded = exclude && (await idsOf(client, exclude, active));
    return active
      .flatMap(({ Id: id = '', Name: name = id }) =>
        (included?.has(id) ?? true) && !excluded?.has(id) ? [{ id, name }] : [],
      )
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  } catch (cause) {
    if (cause instanceof AccountError) throw cause;
    throw new AccountError(
      `the accounts of the organisation cannot be listed through ${managementRole} (${errorReason(cause)}); allow it ${ORGANIZATION_ACTIONS.join(', ')}`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}

async function idsOf(
  client: OrganizationsClient,
  { units = [], tags, ids = [] }: Members,
  accounts: readonly Account[],
): Promise<ReadonlySet<string>> {
  const found = new Set(ids);
  for (const unit of units) for (const id of await accountsBelow(client, unit)) found.add(id);
  if (tags !== undefined && Object.keys(tags).length > 0)
    for (const { Id: id = '' } of accounts) if (await isTagged(client, id, tags)) found.add(id);
  return found;
}

async function accountsBelow(client: OrganizationsClient, ParentId: string): Promise<readonly string[]> {
  const here = await allOf(paginateListAccountsForParent({ client }, { ParentId }), ({ Accounts }) => Accounts);
  const units = await allOf(
    paginateListOrganizationalUnitsForParent({ client }, { ParentId }),
    ({ OrganizationalUnits }) => OrganizationalUnits,
  );
  const below: string[] = here.flatMap(({ Id }) => Id ?? []);
  for (const { Id } of units) if (Id !== undefined) below.push(...(await accountsBelow(client, Id)));
  return below;
}

async function isTagged(
  client: OrganizationsClient,
  ResourceId: string,
  wanted: NonNullable<Members['tags']>,
): Promise<boolean> {
  const tags = await allOf(paginateListTagsForResource({ client }, { ResourceId }), ({ Tags }) => Tags);
  return tags.some(({ Key = '', Value = '' }) => {
    const values = Object.hasOwn(wanted, Key) ? wanted[Key] : undefined;
    return values !== undefined && (values.length === 0 || values.includes(Value));
  });
}

async function allOf<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}
