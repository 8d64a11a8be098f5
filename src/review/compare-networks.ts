import {
  CHECKS,
  type CheckSettings,
  checkContext,
  type Finding,
  type Gauge,
  quotaGauges,
  runChecks,
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
  /** Findings of these places that only the after side has. */
  readonly caused: readonly Finding[];
  /** And those that only the before side has. */
  readonly fixed: readonly Finding[];
}

/** What lies between two networks: who can reach what, quotas, findings, and the rules that are broken. */
export function compareNetworks(sides: Sides, rules: Rules, places: readonly Place[]): NetworkComparison {
  const before = compile(sides.before);
  const after = compile(sides.after);
  const changes = diff(before, after, { named: rules.named });
  const isHere = (item: Place) => places.some((p) => p.account === item.account && p.region === item.region);
  const isSame = changes.opened.length + changes.closed.length === 0;
  // Findings need every exposure of both sides, the costly part: a change that lets nothing through makes and mends none.
  const findings = isSame ? { caused: [], fixed: [] } : findingsBetween(before, after, rules.checks, isHere);
  return {
    diff: changes,
    quotas: quotaEffects(before, after, isHere),
    ...findings,
    breaches: breachesOf(after, changes.opened, findings.caused, rules),
  };
}

function findingsBetween(before: Compiled, after: Compiled, settings: CheckSettings, isHere: (item: Place) => boolean) {
  const found = (side: Compiled) =>
    new Map(
      runChecks(checkContext(side), settings)
        .filter((finding) => isHere(finding) && finding.exposure === 'exposed')
        .map((finding) => [
          JSON.stringify([finding.check, finding.account, finding.region, finding.identity]),
          finding,
        ]),
    );
  const [old, now] = [found(before), found(after)];
  return {
    caused: [...now].flatMap(([key, finding]) => (old.has(key) ? [] : [finding])),
    fixed: [...old].flatMap(([key, finding]) => (now.has(key) ? [] : [finding])),
  };
}

/** A quota is worth a word from here on. */
const NEAR = 0.8;

/** Quotas that the change fills further and that are then nearly used up: the fullest of a place, and what comes near. */
function quotaEffects(before: Compiled, after: Compiled, isHere: (item: Place) => boolean): readonly string[] {
  // Counting needs no exposure, which is the costly part of a context.
  const [old, now] = [checkContext(before, []), checkContext(after, [])];
  const keyOf = ({ account, region, name }: Gauge) => [account, region, name].join(' ');
  const used = new Map(quotaGauges(old).map((gauge) => [keyOf(gauge), gauge.used]));
  const fullest = quotaGauges(now)
    .filter(isHere)
    .filter((gauge) => gauge.used > (used.get(keyOf(gauge)) ?? 0) && gauge.used >= NEAR * gauge.limit);
  const found = (context: typeof now) => runChecks(context, {}, QUOTA_CHECKS).filter(isHere);
  const known = new Set(found(old).map(({ check, identity }) => JSON.stringify([check, identity])));
  const come = found(now).filter(({ check, identity }) => !known.has(JSON.stringify([check, identity])));
  return [
    ...fullest.map((g) => `${g.name}: ${g.resource ?? g.account} would use ${g.used} of ${g.limit}`),
    ...come
      .filter(({ resource }) => !fullest.some((gauge) => gauge.resource === resource.id))
      .map(({ title }) => title),
  ];
}

const QUOTA_CHECKS = CHECKS.filter(({ id }) => id.endsWith('-quota'));
