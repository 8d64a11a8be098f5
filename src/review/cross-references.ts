import { rewriteIds } from '../overlay/index.ts';
import { IMPLIED } from './code-ids.ts';
import type { RootNetworks } from './lay-over.ts';

/**
 * Roots that take from each other what is not in the account yet, `envs/network:aws_security_group.web`: what is taken is
 * called so in the root that makes it, too, and each root comes after those it takes from.
 */
export function connected(roots: readonly RootNetworks[]): readonly RootNetworks[] {
  if (roots.length < 2) return roots;
  const taken = new Map(roots.map((root) => [root, [...textsIn([root.before, root.after])]]));
  const takenFrom = ({ name }: RootNetworks): ReadonlySet<string> =>
    new Set(
      [...taken].flatMap(([root, texts]) => (root.name === name ? [] : texts.filter((t) => t.startsWith(`${name}:`)))),
    );
  const order: RootNetworks[] = [];
  const place = (root: RootNetworks, above: readonly RootNetworks[]): void => {
    if (order.includes(root) || above.includes(root)) return;
    const texts = taken.get(root)!;
    for (const other of roots)
      if (texts.some((text) => text.startsWith(`${other.name}:`))) place(other, [...above, root]);
    order.push(root);
  };
  for (const root of roots) place(root, []);
  return order.map((root) => {
    const wanted = [...takenFrom(root)].map((text) => text.slice(root.name.length + 1));
    const ids = new Map(
      wanted.flatMap((id) => IMPLIED.map((own) => [`${id}${own}`, `${root.name}:${id}${own}`] as const)),
    );
    return { name: root.name, before: rewriteIds(root.before, ids), after: rewriteIds(root.after, ids) };
  });
}

/** Every text in networks, but those that only name a place in code. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    if (value.includes(':')) yield value;
  } else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) if (key !== 'origin') yield* textsIn(inner);
}
