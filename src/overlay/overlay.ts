import { EMPTY_NETWORK, type Network, type Resource } from '../network/index.ts';
import { associate } from './associate.ts';
import { complete } from './complete.ts';
import { COLLECTIONS, type Collection, isData } from './kinds.ts';
import { type Match, matchResources, representedBy, type Unmatched } from './match.ts';
import { isPermanent, isStub, mergeResource } from './merge.ts';

/** Both sides of a change as whole networks, and how much of the code was found in the account. */
export interface Overlay {
  readonly before: Network;
  readonly after: Network;
  readonly matched: readonly Match[];
  /** What of either side is only in code, and why it was not recognised. */
  readonly unmatched: readonly Unmatched[];
}

/**
 * Lays both sides of a code change over a live network. A recognised resource becomes what the code says of it, what the
 * code does not say stays live; an unrecognised one is added; one that only `before` defines is gone after.
 */
export function overlay(live: Network, before: Network, after: Network): Overlay {
  const first = matchResources(before, live);
  const second = matchResources(after, live, first.matched);
  // A resource that is only in code is one resource on both sides, also when its address changed.
  const aligned = matchResources(second.network, onlyNew(first.network, second.network, live)).network;
  const [b, a] = represent(live, first.network, aligned);
  const sides = {
    before: associate(side(live, b, a, 'before'), live, b, a),
    after: associate(side(live, a, b, 'after'), live, a, b),
  };
  const unmatched = new Map([...first.unmatched, ...second.unmatched].map((u) => [`${u.kind} ${u.code}`, u]));
  const matched = new Map([...first.matched, ...second.matched].map((m) => [`${m.kind} ${m.code}`, m]));
  return { ...complete(sides.before, sides.after), matched: [...matched.values()], unmatched: [...unmatched.values()] };
}

/** Both sides of a code change where no account is known: what AWS adds by itself is added, and nothing else. */
export function codeNetworks(before: Network, after: Network): { readonly before: Network; readonly after: Network } {
  const { before: b, after: a } = overlay(EMPTY_NETWORK, before, after);
  return { before: b, after: a };
}

/** The resources of `before` that are neither live nor, under the same id, in `after`: what may have been renamed. */
function onlyNew(before: Network, after: Network, live: Network): Network {
  const pick = (kind: Collection): readonly Resource[] => {
    const gone = new Set([...live[kind], ...after[kind]].map((r) => r.id));
    return (before[kind] as readonly Resource[]).filter((r) => !gone.has(r.id));
  };
  return { ...EMPTY_NETWORK, ...Object.fromEntries(COLLECTIONS.map((kind) => [kind, pick(kind)])) };
}

/** Replaces interfaces of services by the live ones they stand for, each with the groups its code has on that side. */
function represent(live: Network, before: Network, after: Network): readonly [Network, Network] {
  const taken = new Set([...before.interfaces, ...after.interfaces].map((eni) => eni.id));
  const stands = new Map<string, readonly string[]>();
  for (const eni of [...before.interfaces, ...after.interfaces]) {
    if (stands.has(eni.id) || live.interfaces.some((other) => other.id === eni.id)) continue;
    const found = representedBy(eni, live, taken);
    stands.set(eni.id, found);
    for (const id of found) taken.add(id);
  }
  const replace = (network: Network): Network => ({
    ...network,
    interfaces: network.interfaces.flatMap((eni) => {
      const found = stands.get(eni.id) ?? [];
      return found.length === 0 ? [eni] : found.map((id) => ({ ...eni, id }));
    }),
  });
  return [replace(before), replace(after)];
}

/** One side: live resources merged with what `code` says, without what only the other side defines, plus what is new. */
function side(live: Network, code: Network, other: Network, which: 'before' | 'after'): Network {
  const lists = Object.fromEntries(COLLECTIONS.map((kind) => [kind, collection(kind)]));
  const { securityGroupVpcAssociations: lv } = live;
  const said = (n: Network): Set<string> =>
    new Set(n.securityGroupVpcAssociations.map((x) => `${x.groupId} ${x.vpcId}`));
  const anywhere = new Set([...said(code), ...said(other)]);
  const here = new Set(code.blockPublicAccess.map((b) => `${b.account} ${b.region}`));
  return {
    ...live,
    ...lists,
    securityGroupVpcAssociations: [
      ...lv.filter((x) => !anywhere.has(`${x.groupId} ${x.vpcId}`)),
      ...code.securityGroupVpcAssociations,
    ],
    blockPublicAccess: [
      ...live.blockPublicAccess.filter((b) => !here.has(`${b.account} ${b.region}`)),
      ...code.blockPublicAccess,
    ],
    problems: [...live.problems, ...code.problems],
  };

  function collection<K extends Collection>(kind: K): readonly Resource[] {
    const byId = (network: Network): Map<string, Network[K][number]> =>
      new Map((network[kind] as readonly Network[K][number][]).map((r) => [memberKey(kind, r), r]));
    const [stated, across] = [byId(code), byId(other)];
    const present = new Set<string>();
    const kept = (live[kind] as readonly Network[K][number][]).flatMap((resource) => {
      const key = memberKey(kind, resource);
      present.add(key);
      const mine = stated.get(key);
      const theirs = across.get(key);
      if (mine) return [mergeResource(kind, resource, mine, theirs)];
      if (!theirs) return [resource];
      // Only the other side speaks of it: its additions to a stub are not here yet, or no more.
      if (isStub(kind, theirs)) return [mergeResource(kind, resource, emptied(kind, theirs), theirs)];
      if (isData(theirs)) return [resource];
      if (which === 'before') return [resource];
      return isPermanent(kind, theirs) ? [mergeResource(kind, resource, theirs, theirs)] : [];
    });
    const added = [...stated].flatMap(([key, r]) => (present.has(key) ? [] : [r]));
    return [...kept, ...added];
  }
}

/** Both ends of a transit gateway peering carry one attachment id. */
function memberKey(kind: Collection, resource: Network[Collection][number]): string {
  const isAttachment = kind === 'transitGatewayAttachments' && 'transitGatewayId' in resource;
  return isAttachment ? `${resource.id} ${resource.transitGatewayId}` : resource.id;
}

/** A stub that says nothing. */
function emptied<K extends Collection>(kind: K, stub: Network[K][number]): Network[K][number] {
  const nothing: Partial<Record<Collection, object>> = {
    securityGroups: { rules: [] },
    networkAcls: { entries: [] },
    routeTables: { routes: [], gatewayIds: [] },
    transitGatewayRouteTables: { routes: [], propagations: [] },
  };
  return { ...stub, ...nothing[kind] };
}
