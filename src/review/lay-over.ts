import { EMPTY_NETWORK, type Network } from '../network/index.ts';
import { type Match, overlay, rewriteIds, type Unmatched, withHypotheticalMembers } from '../overlay/index.ts';
import { IMPLIED, idsOf } from './code-ids.ts';
import { connected } from './cross-references.ts';
import { sharedWith } from './shared.ts';

/** What one root states before and after a change. */
export interface RootNetworks {
  /** The root's path: tells apart what two roots call alike. */
  readonly name: string;
  readonly before: Network;
  readonly after: Network;
}

export interface Sides {
  readonly before: Network;
  readonly after: Network;
}

/** Both sides, and how much of the code was found in the account. */
interface Laid extends Sides {
  readonly matched: readonly Match[];
  readonly unmatched: readonly Unmatched[];
}

/**
 * Lays roots over what is live, one upon the other, so that a root finds what another adds; groups without members get
 * hypothetical ones. Without live state the code stands alone.
 */
export function layOver(live: Network = EMPTY_NETWORK, roots: readonly RootNetworks[]): Laid {
  let sides: Sides = { before: live, after: live };
  const matched: Match[] = [];
  /** Once, by the root that makes it, also when others refer to it. */
  const unmatched = new Map<string, Unmatched>();
  /** What the account holds under the names that roots refer to each other by. */
  const found = new Map<string, string>();
  for (const [at, root] of connected(roots).entries()) {
    const stated = rewriteIds(root, found);
    const { before, after } = at === 0 ? stated : distinct(stated, sides);
    const first = overlay(sides.before, before, after);
    matched.push(...first.matched);
    for (const { code, live: id } of first.matched) if (code.startsWith(`${root.name}:`)) found.set(code, id);
    for (const each of first.unmatched) {
      const key = `${each.kind} ${each.code}`;
      unmatched.set(key, unmatched.get(key) ?? each);
    }
    sides = {
      before: first.before,
      after: sides.before === sides.after ? first.after : overlay(sides.after, before, after).after,
    };
  }
  const before = withHypotheticalMembers(sides.before, sides.after);
  const after = sharedWith(before, withHypotheticalMembers(sides.after, sides.before));
  return { before, after, matched, unmatched: [...unmatched.values()] };
}

const MAX_NAMED = 5;

/**
 * `resources found in the account: 7 of 8 that the code makes, 1 of 1 that the code refers to; taken as new:
 * aws_security_group.web (nothing there …)`; undefined of code without any.
 */
export function foundText({ matched, unmatched }: Laid): string | undefined {
  const codes = (list: readonly (Match | Unmatched)[], role: Match['role']) =>
    new Set(list.filter((one) => one.role === role).map(({ kind, code }) => `${kind} ${code}`)).size;
  const counts = (['makes', 'refers to'] as const).flatMap((role) => {
    const found = codes(matched, role);
    const all = found + codes(unmatched, role);
    return all === 0 ? [] : [`${found} of ${all} that the code ${role}`];
  });
  if (counts.length === 0) return undefined;
  const missing = (role: Match['role'], intro: string) => {
    const all = unmatched.filter((one) => one.role === role).map(({ code, reason }) => `${code} (${reason})`);
    const more = all.length > MAX_NAMED ? `, and ${all.length - MAX_NAMED} more` : '';
    return all.length === 0 ? [] : [`${intro}: ${all.slice(0, MAX_NAMED).join(', ')}${more}`];
  };
  return [
    `resources found in the account: ${counts.join(', ')}`,
    ...missing('makes', 'taken as new'),
    ...missing('refers to', 'not there'),
  ].join('; ');
}

/** What the code of two roots calls by the same address is not the same: the later one's gets the root's name. */
function distinct({ name, before, after }: RootNetworks, taken: Sides): Sides {
  const others = new Set([taken.before, taken.after].flatMap((side) => idsOf(side)));
  const ids = new Map<string, string>();
  for (const id of [before, after].flatMap((side) => idsOf(side)))
    if (others.has(id)) for (const suffix of IMPLIED) ids.set(`${id}${suffix}`, `${name}:${id}${suffix}`);
  return { before: rewriteIds(before, ids), after: rewriteIds(after, ids) };
}
