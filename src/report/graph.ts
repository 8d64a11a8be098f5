import type { Diff, DiffRow, Party, ServiceRange } from '../reachability/index.ts';
import { mermaid } from './escape.ts';
import { fromInternet, fromNamed, ordered, partyText } from './flow.ts';
import { count, paragraphs } from './markdown.ts';
import { serviceText } from './service.ts';

/** More arrows nobody follows; GitHub itself stops at 50,000 characters of text and 500 edges. */
const MAX_ARROWS = 24;
/** Up to here every pair of parties has an arrow of its own. */
const MAX_SINGLE = 10;
/** So many arrows that differ in one end only become one. */
const MIN_BUNDLE = 3;

/** Parties that one box stands for. */
interface Node {
  readonly key: string;
  readonly parties: readonly Party[];
  readonly potential: boolean;
}

/** Rows of one kind that go from one box to another. */
interface Arrow {
  readonly from: Node;
  readonly to: Node;
  readonly rows: readonly DiffRow[];
  readonly isOpened: boolean;
}

/**
 * What opens (thick) and closes (dotted) as a mermaid diagram, the worst first. Of many arrows, those
 * that say the same of several parties are drawn as one; a line below says how many rows have none. Empty when nothing
 * changes.
 */
export function diffGraph(diff: Diff): string {
  const single = [...arrowsOf(ordered(diff.opened), true), ...arrowsOf(ordered(diff.closed), false)];
  if (single.length === 0) return '';
  const arrows = single.length <= MAX_SINGLE ? single : bundled(bundled(single, 'to'), 'from');
  const shown = arrows.slice(0, MAX_ARROWS);
  const hidden = arrows.slice(MAX_ARROWS).flatMap(({ rows }) => rows).length;
  const nodes = new Map(shown.flatMap(({ from, to }) => [from, to]).map((node) => [node.key, node]));
  const names = new Map([...nodes.keys()].map((key, at) => [key, `n${at}`]));
  const members = membersOf(shown.flatMap(({ rows }) => rows));
  const boxes = [...nodes.values()].map((node) => `  ${names.get(node.key)}[${mermaid(nodeText(node, members))}]`);
  const lines = shown.map(
    (arrow) =>
      `  ${names.get(arrow.from.key)} ${arrow.isOpened ? '==>' : '-.->'}|${mermaid(labelOf(arrow))}| ${names.get(arrow.to.key)}`,
  );
  const colors = Map.groupBy(shown.keys(), (at) => colorOf(shown[at]!));
  const style = [...colors].flatMap(([color, links]) =>
    color === undefined ? [] : [`  linkStyle ${links.join(',')} stroke:${color}`],
  );
  return paragraphs(
    ['```mermaid', 'graph LR', ...boxes, ...lines, ...style, '```'].join('\n'),
    hidden > 0 && `${count(hidden, 'more row')} in the table only.`,
  );
}

function arrowsOf(rows: readonly DiffRow[], isOpened: boolean): readonly Arrow[] {
  const groups = Map.groupBy(rows, ({ from, to }) => `${keyOf(from)}\n${keyOf(to)}`);
  return [...groups.values()].map((group) => {
    const [{ from, to }] = group as [DiffRow];
    const potential = group.every((row) => row.potential);
    return {
      from: { key: keyOf(from), parties: [from], potential: false },
      to: { key: keyOf(to), parties: [to], potential },
      rows: group,
      isOpened,
    };
  });
}

/** Draws arrows as one that differ only in the end `side`; the rest stay, and so does the order. */
function bundled(arrows: readonly Arrow[], side: 'from' | 'to'): readonly Arrow[] {
  const other = side === 'from' ? 'to' : 'from';
  const alike = (arrow: Arrow) => JSON.stringify([arrow[other].key, labelOf(arrow), arrow.isOpened, colorOf(arrow)]);
  const groups = Map.groupBy(arrows, alike);
  return [...groups.values()].flatMap((group) => {
    if (group.length < MIN_BUNDLE) return group;
    const parties = group.flatMap((arrow) => arrow[side].parties);
    const potential = group.every((arrow) => arrow[side].potential);
    const node = { key: parties.map(keyOf).sort().join('\n'), parties, potential };
    return [{ ...group[0]!, [side]: node, rows: group.flatMap(({ rows }) => rows) }];
  });
}

/** What opens from outside: red from the internet, orange from a range there that has a name. */
function colorOf({ rows, isOpened }: Arrow): string | undefined {
  if (!isOpened) return undefined;
  if (rows.some(fromInternet)) return '#d1242f';
  return rows.some(fromNamed) ? '#bc4c00' : undefined;
}

/** Each service once, however many rows say it. */
function labelOf({ rows }: Arrow): string {
  const services = rows.flatMap((row) => row.services);
  const byProtocol = Map.groupBy(services, (service) =>
    'ports' in service ? service.protocol : JSON.stringify(service),
  );
  const merged = [...byProtocol.values()].map((same): ServiceRange => {
    const [first] = same as [ServiceRange];
    if (!('ports' in first)) return first;
    const ports = same.flatMap((service) => ('ports' in service ? service.ports : []));
    return { ...first, ports: [...new Map(ports.map((range) => [range.join('-'), range])).values()] };
  });
  return serviceText(merged, 3);
}

function keyOf({ kind, id, name, cidrs }: Party): string {
  return `${kind} ${id ?? ''} ${name} ${(cidrs ?? []).join()}`;
}

/** A party's interfaces over all rows it is in: each row may be about some of them. */
function membersOf(rows: readonly DiffRow[]): ReadonlyMap<string, readonly string[]> {
  const parties = Map.groupBy(
    rows.flatMap(({ from, to }) => [from, to]),
    keyOf,
  );
  return new Map(
    [...parties].map(([key, all]) => [key, [...new Set(all.flatMap(({ interfaceIds = [] }) => interfaceIds))]]),
  );
}

function nodeText({ parties, potential }: Node, members: ReadonlyMap<string, readonly string[]>): string {
  const [first, second, ...more] = parties;
  if (!second) {
    const interfaceIds = members.get(keyOf(first!)) ?? [];
    return partyText(interfaceIds.length > 0 ? { ...first!, interfaceIds } : first!, potential);
  }
  return `${first!.name}, ${second.name}${more.length > 0 ? ` and ${more.length} more` : ''}`;
}
