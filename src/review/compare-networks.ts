import {
  CHECKS,
  type CheckSettings,
  checkContext,
  type Finding,
  type Gauge,
  type More,
  quotaGauges,
  runChecksByAccount,
} from '../checks/index.ts';
import { type Compiled, compile, type Diff, diff } from '../reachability/index.ts';
import type { Breach } from '../report/index.ts';
import { breachesOf } from './breaches.ts';
import type { Sides } from './lay-over.ts';
import type { Rules } from './rules.ts';

/** Where something is: an account (twelve digits) and a Region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

export interface NetworkComparison {
  readonly diff: Diff;
  readonly quotas: readonly string[];
  readonly breaches: readonly Breach[];
}

/**
 * What lies between two networks: who can reach what, quotas, findings, and the rules that are broken.
 * @param inventory what is known beside the network: the quotas in force
 */
export function compareNetworks(
  sides: Sides,
  rules: Rules,
  places: readonly Place[],
  inventory?: More['inventory'],
): NetworkComparison {
  const before = compile(sides.before);
  const after = compile(sides.after, { reuse: before });
  const changes = diff(before, after, { named: rules.named });
  const isHere = (item: Place) => places.some((p) => p.account === item.account && p.region === item.region);
  // Findings need every exposure of both sides, the costly part: only where a rule is about them and something opens.
  const asked = rules.failSeverity !== undefined && changes.opened.length > 0;
  const caused = asked ? newFindings(before, after, rules, isHere) : [];
  return {
    diff: changes,
    quotas: quotaEffects(before, after, { rules, places, isHere, more: inventory ? { inventory } : {} }),
    breaches: breachesOf(after, changes.opened, caused, rules),
  };
}

/** Findings that only the after side has, or has by rules that the other has not. */
function newFindings(
  before: Compiled,
  after: Compiled,
  rules: Rules,
  isHere: (item: Place) => boolean,
): readonly Finding[] {
  const found = (side: Compiled) =>
    new Map(
      runChecksByAccount(checkContext(side), (account) => settingsOf(rules, account))
        .filter((finding) => isHere(finding) && finding.exposure === 'exposed')
        .map((finding) => [
          JSON.stringify([finding.check, finding.account, finding.region, finding.identity]),
          finding,
        ]),
    );
  const old = found(before);
  return [...found(after)].flatMap(([key, finding]) => {
    const causes = new Set(old.get(key)?.because.map(({ text }) => text));
    return finding.because.every(({ text }) => causes.has(text)) && old.has(key) ? [] : [finding];
  });
}

/** A quota is worth a word from here on. */
const NEAR = 0.8;

interface Quotas {
  readonly rules: Rules;
  readonly places: readonly Place[];
  readonly isHere: (item: Place) => boolean;
  readonly more: More;
}

/** Quotas that the change fills further and that are then nearly used up: the fullest of a place, and what comes near. */
function quotaEffects(before: Compiled, after: Compiled, { rules, places, isHere, more }: Quotas): readonly string[] {
  // Counting needs no exposure, which is the costly part of a context.
  const now = checkContext(after, [], more);
  const gauges = (context: typeof now) =>
    [...new Set(places.map(({ account }) => account))].flatMap((account) => {
      const all = quotaGauges(context, settingsOf(rules, account));
      return all.filter((gauge) => gauge.account === account && isHere(gauge));
    });
  const near = gauges(now).filter((gauge) => gauge.used >= NEAR * gauge.limit);
  const found = (context: typeof now) =>
    runChecksByAccount(context, (account) => quotaSettings(rules, account), QUOTA_CHECKS).filter(isHere);
  const coming = found(now);
  if (near.length + coming.length === 0) return [];
  const old = checkContext(before, [], more);
  const keyOf = ({ account, region, name }: Gauge) => [account, region, name].join(' ');
  const used = new Map(gauges(old).map((gauge) => [keyOf(gauge), gauge.used]));
  const fullest = near.filter((gauge) => gauge.used > (used.get(keyOf(gauge)) ?? 0));
  const known = new Set(found(old).map(({ check, identity }) => JSON.stringify([check, identity])));
  const come = coming.filter(({ check, identity }) => !known.has(JSON.stringify([check, identity])));
  return [
    ...fullest.map((g) => `${g.name}: ${g.resource ?? g.account} would use ${g.used} of ${g.limit}`),
    ...come
      .filter(({ resource }) => !fullest.some((gauge) => gauge.resource === resource.id))
      .map(({ title }) => title),
  ];
}

const QUOTA_CHECKS = CHECKS.filter(({ id }) => id.endsWith('-quota'));

function settingsOf({ checks, accountChecks }: Rules, account: string): CheckSettings {
  return accountChecks[account] ?? checks;
}

function quotaSettings(rules: Rules, account: string): CheckSettings {
  const ids = new Set(QUOTA_CHECKS.map(({ id }) => id));
  return Object.fromEntries(Object.entries(settingsOf(rules, account)).filter(([id]) => ids.has(id)));
}
