import { entry, type Node } from './node.ts';

/**
 * The properties of a resource of the Serverless Application Model with what `Globals` says for its kind: what the resource says
 * itself wins, maps are merged, lists are put one after the other. (SAM developer guide, Globals section)
 */
export function withGlobals(template: Node, type: string, properties: Node | undefined): Node | undefined {
  const [, kind] = /^Serverless::(\w+)$/.exec(type) ?? [];
  const shared = kind === undefined ? undefined : entry(entry(template, 'Globals'), kind);
  return shared && properties ? merged(shared, properties) : (properties ?? shared);
}

function merged(shared: Node, own: Node): Node {
  if (shared.kind === 'list' && own.kind === 'list') return { ...own, items: [...shared.items, ...own.items] };
  if (shared.kind !== 'map' || own.kind !== 'map') return own;
  const entries = new Map(shared.entries);
  for (const [key, value] of own.entries) {
    const other = entries.get(key);
    entries.set(key, other ? merged(other, value) : value);
  }
  return { ...own, entries };
}
