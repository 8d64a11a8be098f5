import type { Config } from '../config/index.ts';

/** What a part of the network is: interfaces of accounts or VPCs, and addresses. */
export interface Zone {
  /** Twelve digits each. */
  readonly accounts: readonly string[];
  readonly vpcs: readonly string[];
  readonly ranges: readonly string[];
}

/** What a change is judged by. Plain data: it goes to another thread. */
export interface Rules {
  readonly named: Config['named'];
  /** Every name that `forbid` may use, but `internet`. */
  readonly zones: Readonly<Record<string, Zone>>;
  readonly failOn: Config['review']['failOn'];
  readonly forbid: Config['review']['forbid'];
  readonly failSeverity: Config['review']['failSeverity'];
  readonly maxNewExposure: number | undefined;
  readonly checks: Config['checks'];
  /** Of accounts with settings of their own, by id: all that is in force there. */
  readonly accountChecks: Readonly<Record<string, Config['checks']>>;
}

/** A zone of that name comes before a named range, and that before an account. */
export function rulesOf({ accounts, named, zones, review, checks }: Config): Rules {
  const idOf = (account: string) => accounts.find(({ name }) => name === account)?.id ?? account;
  const zone = (part: Partial<Zone>): Zone => ({ accounts: [], vpcs: [], ranges: [], ...part });
  return {
    named,
    zones: {
      ...Object.fromEntries(accounts.map(({ id, name }) => [name, zone({ accounts: [id] })])),
      ...Object.fromEntries(Object.entries(named).map(([name, ranges]) => [name, zone({ ranges })])),
      ...Object.fromEntries(
        Object.entries(zones).map(([name, each]) => [name, zone({ ...each, accounts: each.accounts.map(idOf) })]),
      ),
    },
    failOn: review.failOn,
    forbid: review.forbid,
    failSeverity: review.failSeverity,
    maxNewExposure: review.maxNewExposure,
    checks,
    accountChecks: Object.fromEntries(
      accounts.flatMap(({ id, checks: own }) => (own ? [[id, { ...checks, ...own }]] : [])),
    ),
  };
}
