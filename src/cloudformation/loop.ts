import type { Node } from './node.ts';

/** What a `Fn::ForEach` goes over; undefined when it cannot be known. */
export type ListOf = (collection: Node) => readonly string[] | undefined;

/** More copies than any template has: CloudFormation itself stops at 500 resources. */
const MAX_COPIES = 5_000;

export interface Expanded {
  readonly node: Node;
  /** Loops left out, because what they go over is not known or too much. */
  readonly left: readonly { readonly name: string; readonly node: Node }[];
}

/**
 * Writes out `Fn::ForEach::Name: [Identifier, Collection, { Key: Body }]` wherever a map holds it, as the transform
 * AWS::LanguageExtensions does: once per item, `${Identifier}` replaced by it, `&{Identifier}` by its letters and digits.
 */
export function expandLoops(template: Node, listOf: ListOf): Expanded {
  const left: { name: string; node: Node }[] = [];
  let copies = 0;

  function expand(node: Node): Node {
    switch (node.kind) {
      case 'scalar':
        return node;
      case 'list':
        return { ...node, items: node.items.map(expand) };
      case 'call':
        return { ...node, argument: expand(node.argument) };
      case 'map':
        return { ...node, entries: new Map([...node.entries].flatMap(([key, value]) => entries(key, value))) };
    }
  }

  function entries(key: string, value: Node): (readonly [string, Node])[] {
    if (!key.startsWith('Fn::ForEach::')) return [[key, expand(value)]];
    const [identifier, collection, body] = value.kind === 'list' ? value.items : [];
    const items = collection && listOf(collection);
    const name = identifier?.kind === 'scalar' ? identifier.text : null;
    if (name === null || !items || body?.kind !== 'map' || copies + items.length > MAX_COPIES) {
      left.push({ name: key.slice('Fn::ForEach::'.length), node: value });
      return [];
    }
    copies += items.length;
    return items.flatMap((item) => {
      const replaced = replace(body, name, item);
      return replaced.kind === 'map' ? [...replaced.entries].flatMap(([k, v]) => entries(k, v)) : [];
    });
  }

  return { node: expand(template), left };
}

function replace(node: Node, name: string, item: string): Node {
  const inText = (text: string): string =>
    text.replaceAll(`\${${name}}`, item).replaceAll(`&{${name}}`, item.replaceAll(/[^A-Za-z0-9]/g, ''));
  switch (node.kind) {
    case 'scalar':
      return node.text === null ? node : { ...node, text: inText(node.text) };
    case 'list':
      return { ...node, items: node.items.map((one) => replace(one, name, item)) };
    case 'map':
      return {
        ...node,
        entries: new Map([...node.entries].map(([key, value]) => [inText(key), replace(value, name, item)])),
      };
    case 'call':
      if (node.name === 'Ref' && node.argument.kind === 'scalar' && node.argument.text === name)
        return { kind: 'scalar', text: item, at: node.at };
      return { ...node, argument: replace(node.argument, name, item) };
  }
}
