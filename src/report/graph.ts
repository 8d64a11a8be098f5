import type { Diff, DiffRow, Party } from '../reachability/index.ts';
import { mermaid } from './escape.ts';
import { fromInternet, ordered, partyText } from './flow.ts';
import { count, paragraphs } from './markdown.ts';
import { serviceText } from './service.ts';

/** More arrows nobody follows; GitHub itself stops at 50,000 characters of text and 500 edges. */
const MAX_EDGES = 24;

/** All rows of one kind between the same two parties: one arrow. */
interface Edge {
  readonly rows: readonly DiffRow[];
  readonly isOpened: boolean;
}

/**
 * What opens (thick, red from the internet) and closes (dotted) as a mermaid diagram, the worst first; a line below it
 * says how many rows have no arrow. Empty when nothing changes.
 */
export function diffGraph(diff: Diff): string {
  const edges = [...edgesOf(ordered(diff.opened), true), ...edgesOf(ordered(diff.closed), false)];
  if (edges.length === 0) return '';
  const shown = edges.slice(0, MAX_EDGES);
  const hidden = edges.slice(MAX_EDGES).flatMap(({ rows }) => rows).length;
  const names = new Map<string, string>();
  const declarations: string[] = [];
  const node = (party: Party, potential: boolean) => {
    const key = keyOf(party);
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `n${names.size}`;
    names.set(key, name);
    declarations.push(`  ${name}[${mermaid(partyText(party, potential))}]`);
    return name;
  };
  const drawn = shown.map((edge) => draw(edge, node));
  const red = shown.flatMap(({ rows, isOpened }, i) => (isOpened && rows.some(fromInternet) ? [i] : []));
  const style = red.length > 0 ? [`  linkStyle ${red.join(',')} stroke:#d1242f`] : [];
  return paragraphs(
    ['```mermaid', 'graph LR', ...declarations, ...drawn, ...style, '```'].join('\n'),
    hidden > 0 && `${count(hidden, 'more row')} in the table only.`,
  );
}

function edgesOf(rows: readonly DiffRow[], isOpened: boolean): readonly Edge[] {
  const groups = Map.groupBy(rows, ({ from, to }) => `${keyOf(from)}\n${keyOf(to)}`);
  return [...groups.values()].map((group) => ({ rows: group, isOpened }));
}

function keyOf({ kind, id, name, cidrs }: Party): string {
  return `${kind} ${id ?? ''} ${name} ${(cidrs ?? []).join()}`;
}

function draw({ rows, isOpened }: Edge, node: (party: Party, potential: boolean) => string): string {
  const [row] = rows;
  const from = node(row!.from, false);
  const to = node(row!.to, row!.potential);
  const services = rows.flatMap((each) => each.services);
  return `  ${from} ${isOpened ? '==>' : '-.->'}|${mermaid(serviceText(services, 3))}| ${to}`;
}
