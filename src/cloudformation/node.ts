import type { SourceLocation } from '../network/index.ts';

/** A template as written: every node knows its line, intrinsic functions are told from data. */
export type Node =
  | { readonly kind: 'scalar'; readonly text: string | null; readonly at: SourceLocation }
  | { readonly kind: 'list'; readonly items: readonly Node[]; readonly at: SourceLocation }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Node>; readonly at: SourceLocation }
  /** `!Ref x` and `{ Ref: x }` alike; `name` without `Fn::`. */
  | { readonly kind: 'call'; readonly name: string; readonly argument: Node; readonly at: SourceLocation };

export function entry(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key) : undefined;
}

export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && node.text !== null ? node.text : undefined;
}

export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? node.items : node ? [node] : [];
}
