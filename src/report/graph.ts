import type { Diff, DiffRow, Party } from '../reachability/index.ts';
import { mermaid } from './escape.ts';
import { fromInternet, ordered, partyText } from './flow.ts';
import { serviceText } from './service.ts';

/** More nobody reads; GitHub stops at 50,000 characters of text and 500 edges. */
const MAX_EDGES = 30;

/** What opens (thick) and closes (dotted) as a mermaid diagram; empty when it would not be read. */
export function diffGraph(diff: Diff): string {
  const edges = [
    ...ordered(diff.opened).map((row) => ({ row, arrow: '==>' })),
    ...ordered(diff.closed).map((row) => ({ row, arrow: '-.->' })),
  ];
  if (edges.length === 0 || edges.length > MAX_EDGES) return '';
  const names = new Map<string, string>();
  const declarations: string[] = [];
  const node = (party: Party, potential: boolean) => {
    const key = `${party.kind} ${party.id ?? ''} ${party.name} ${(party.cidrs ?? []).join()}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `n${names.size}`;
    names.set(key, name);
    declarations.push(`  ${name}[${mermaid(partyText(party, potential))}]`);
    return name;
  };
  const drawn = edges.map(({ row, arrow }) => draw(row, arrow, node));
  const red = edges.flatMap(({ row, arrow }, i) => (arrow === '==>' && fromInternet(row) ? [i] : []));
  const style = red.length > 0 ? [`  linkStyle ${red.join(',')} stroke:#d1242f`] : [];
  return ['```mermaid', 'graph LR', ...declarations, ...drawn, ...style, '```'].join('\n');
}

function draw(row: DiffRow, arrow: string, node: (party: Party, potential: boolean) => string): string {
  const from = node(row.from, false);
  const to = node(row.to, row.potential);
  return `  ${from} ${arrow}|${mermaid(serviceText(row.services, 3))}| ${to}`;
}
