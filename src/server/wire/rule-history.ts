import type { analyser } from '../../drift/index.ts';
import { type RegionSnapshot, ruleChangesOf, rulesOf } from '../../snapshot/index.ts';
import type { RuleHistory, Store } from '../../store/index.ts';

type Analyse = ReturnType<typeof analyser>;

/** Writes down which rules came and went since the last complete look, and who CloudTrail says did it. */
export async function rememberRules(
  store: Pick<Store, 'rules'>,
  owner: string,
  snapshot: RegionSnapshot,
): Promise<void> {
  const { account, region, takenAt } = snapshot;
  const rules = rulesOf(snapshot);
  if (takenAt === undefined || rules === undefined) return;
  await store.rules.changed(account, region, ruleChangesOf(snapshot));
  await store.rules.of(owner).seen({ account, region, takenAt, rules });
}

/** What is known of the rules of some snapshots, by rule id. */
export async function historyOf(
  store: Pick<Store, 'rules'>,
  owner: string,
  regions: readonly RegionSnapshot[],
): Promise<ReadonlyMap<string, RuleHistory>> {
  return store.rules.of(owner).history(regions.flatMap((region) => rulesOf(region)?.map(({ id }) => id) ?? []));
}

/** Adds to each finding who opened the rules it is about, and when, where that is known. */
export function tellingActors(analyse: Analyse, history: () => ReadonlyMap<string, RuleHistory>): Analyse {
  return (regions, more) => {
    const { findings, ...rest } = analyse(regions, more);
    return {
      ...rest,
      findings: findings.map((finding) => {
        const told = new Set(
          finding.because.flatMap(({ ruleId }) => {
            const { openedAt, openedBy } = history().get(ruleId ?? '') ?? {};
            return openedAt && openedBy ? [`${ruleId} was opened by ${openedBy} at ${minute(openedAt)}.`] : [];
          }),
        );
        return told.size === 0 ? finding : { ...finding, summary: [finding.summary, ...told].join(' ') };
      }),
    };
  };
}

function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
