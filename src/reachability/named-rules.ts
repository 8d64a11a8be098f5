import type { Cause } from './answer.ts';
import type { Compiled } from './compile/compile.ts';
import type { CompiledGroup, CompiledRule } from './compile/security-groups.ts';
import { ruleCause } from './describe.ts';

const ruleIndexes = new WeakMap<CompiledGroup, ReadonlyMap<string, CompiledRule>>();

/** The rule a cause speaks of. */
export function findRule(net: Compiled, { resource, text }: Cause): readonly CompiledRule[] {
  const group = resource === undefined ? undefined : net.groups.get(resource);
  if (group?.group === undefined) return [];
  const index =
    ruleIndexes.get(group) ??
    new Map([...group.ingress().rules, ...group.egress().rules].map((rule) => [ruleCause(rule).text, rule]));
  ruleIndexes.set(group, index);
  const rule = index.get(text);
  return rule ? [rule] : [];
}
