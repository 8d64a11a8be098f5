import type { Diff, DiffRow, Party } from '../reachability/index.ts';

/**
 * A diff as it may be printed: where the code marks the deciding value as sensitive, a row keeps who can reach what, but
 * neither the range nor the packet that would give the value away.
 */
export function concealed(diff: Diff): Diff {
  return { ...diff, opened: diff.opened.map(concealedRow), closed: diff.closed.map(concealedRow) };
}

function concealedRow(row: DiffRow): DiffRow {
  if (!row.because.some(({ sensitive }) => sensitive)) return row;
  const { witness: _, ...rest } = row;
  return { ...rest, from: concealedParty(row.from), to: concealedParty(row.to) };
}

/** The internet, interfaces and groups have names that no code keeps to itself. */
function concealedParty(party: Party): Party {
  const isRange = party.kind === 'cidr' || (party.cidrs !== undefined && party.name.startsWith('internet except'));
  return isRange ? { kind: 'cidr', name: '(sensitive)' } : party;
}
