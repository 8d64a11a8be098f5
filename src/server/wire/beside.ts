import type { RuleChange } from '../../checks/index.ts';
import type { Beside, Place, Together } from '../../drift/index.ts';
import type { RuleHistory } from '../../store/index.ts';
import { type PlaceRoot, rootName } from './code-roots.ts';

/** How far back the history of rules is looked at: as long as it is kept. */
export const LOOK_BACK = 90 * 24 * 60 * 60 * 1000;

/** What rules came and went, as the checks on changes read it. @param now ISO 8601, of the scan */
export function historyUntil(
  { account, region }: Place,
  spells: readonly RuleHistory[],
  now: string,
): NonNullable<Beside['history']> {
  const changes = spells.flatMap(({ groupId, text, openedAt, openedBy, closedAt, closedBy }) => {
    const { direction, rule } = partsOf(text);
    const change = (kind: RuleChange['kind'], at: Date | undefined, by: string | undefined): readonly RuleChange[] =>
      at === undefined
        ? []
        : [{ account, region, groupId, direction, rule, kind, at: at.toISOString(), ...(by !== undefined && { by }) }];
    return [...change('opened', openedAt, openedBy), ...change('closed', closedAt, closedBy)];
  });
  return { now, changes };
}

/** `ingress tcp 22 from 0.0.0.0/0`, as history keeps it. */
function partsOf(text: string): Pick<RuleChange, 'direction' | 'rule'> {
  const [word, ...rest] = text.split(' ');
  return { direction: word === 'egress' ? 'egress' : 'ingress', rule: rest.join(' ') };
}

/** The roots as checks read them, and whether they were read wholly: what is not known to be in code closes nothing. */
export function codeRead(
  { account, region }: Place,
  roots: readonly PlaceRoot[],
): { readonly code: NonNullable<Beside['code']>; readonly read: NonNullable<Together['read']> } {
  const unread = roots.flatMap((root) => root.unread.map((reason) => `${rootName(root.entry)}: ${reason}`));
  const [first] = unread;
  const more = unread.length > 1 ? ` (and ${unread.length - 1} more)` : '';
  return {
    code: roots.map((root) => ({ name: rootName(root.entry), account, region, ...statedBy(root) })),
    read:
      first === undefined
        ? { complete: ['code'], incomplete: [] }
        : { complete: [], incomplete: [{ operation: 'code', reason: `${first}${more}`, beside: true }] },
  };
}

function statedBy({ network, unread }: PlaceRoot) {
  return { network, unread };
}
