import type { AddressSet } from './sets/addresses.ts';
import type { ServiceSet } from './sets/services.ts';

/** `unknown` always comes with its reason; it is never guessed away. */
export type Verdict = 'reachable' | 'blocked' | 'unknown';

/**
 * One protocol's part of a service set, as callers print it. `ports` are inclusive ranges; `types` are ICMP
 * (type, code) pairs, −1 = any; other protocols are named by number and have no discriminator.
 */
export type ServiceRange =
  | { readonly protocol: 'tcp' | 'udp'; readonly ports: readonly (readonly [from: number, to: number])[] }
  | { readonly protocol: 'icmp' | 'icmpv6'; readonly types: readonly (readonly [type: number, code: number])[] }
  | { readonly protocol: string };

/** Why a packet passes or does not: the rule, entry, route or missing thing, and where it is written. */
export interface Cause {
  readonly text: string;
  /** `sgr-…`, `acl-…:100`, `rtb-…` — the id a person can look up. */
  readonly ruleId?: string;
  /** Of a filter that blocks: what would let the packet pass it. */
  readonly needs?: string;
  /** The resource that holds it: group, ACL, route table, gateway, interface. */
  readonly resource?: string;
  /** Terraform address or CloudFormation logical id. */
  readonly address?: string;
  readonly file?: string;
  readonly line?: number;
  /** What decides is marked sensitive in the code: `text` leaves it out, and no report prints it. */
  readonly sensitive?: boolean;
}

/** One concrete packet, the proof of a verdict. */
export interface Packet {
  readonly source: string;
  readonly destination: string;
  /** Protocol number. */
  readonly protocol: number;
  readonly port?: number;
  readonly sourcePort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
}

/** A station of a path. A filter says what it decided and why. */
export interface Hop {
  readonly kind:
    | 'interface'
    | 'security-group'
    | 'network-acl'
    | 'route'
    | 'gateway'
    | 'load-balancer'
    | 'internet'
    | 'site';
  readonly id: string;
  readonly text: string;
  /** Absent for hops that only forward. */
  readonly decision?: 'allows' | 'blocks' | 'unknown';
  readonly cause?: Cause;
}

export interface Witness {
  readonly packet: Packet;
  readonly forward: readonly Hop[];
  /** Empty when the protocol needs no reply. */
  readonly return: readonly Hop[];
}

/** The answer to one query. */
export interface Reach {
  /** Reachable when some packet gets through and its reply gets back. */
  readonly verdict: Verdict;
  readonly forward: Verdict;
  readonly return: Verdict;
  /** Exactly the services that get through both ways. */
  readonly services: readonly ServiceRange[];
  /** Responsible rules when reachable; every filter that blocks, the first one first, when not. */
  readonly because: readonly Cause[];
  readonly unknowns: readonly string[];
  readonly assumptions: readonly string[];
  /** Caveats that do not change the verdict, e.g. only part of the ephemeral range gets the reply. */
  readonly notes: readonly string[];
  readonly witness?: Witness;
}

/** A query as the command line and `--queries` files put it. Absent fields mean any. */
export interface Query {
  readonly from: string;
  readonly to: string;
  readonly protocol?: string | number;
  readonly port?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly sourcePort?: number;
}

/** A question for everyone at one end: who reaches `to`, or what `from` reaches. */
export type ListingQuery = Omit<Query, 'from' | 'to'> &
  ({ readonly to: string; readonly from?: undefined } | { readonly from: string; readonly to?: undefined });

/** Everyone who certainly gets through, both ways, in the rows of a diff: merged and named. */
export interface Listing {
  readonly rows: readonly DiffRow[];
  /** Why more might get through than the rows say. */
  readonly unknowns: readonly string[];
  readonly assumptions: readonly string[];
}

/** One side of a diff row. */
export interface Party {
  readonly kind:
    | 'internet'
    | 'cidr'
    | 'named'
    | 'interface'
    | 'instance'
    | 'security-group'
    | 'load-balancer'
    | 'gateway'
    | 'prefix-list';
  /** What a person calls it: `internet`, `office`, `web`, `10.0.0.0/8`. */
  readonly name: string;
  readonly id?: string;
  /** For `internet`, `cidr` and `named`: the exact addresses; absent for `internet` when it is the whole of it. */
  readonly cidrs?: readonly string[];
  /** Interfaces meant, for groups. In a row each sender reaches some receiver, not necessarily every one. */
  readonly interfaceIds?: readonly string[];
}

export interface DiffRow {
  readonly from: Party;
  readonly to: Party;
  readonly services: readonly ServiceRange[];
  /** All responsible causes: on the after side for opened rows, on the before side for closed ones. */
  readonly because: readonly Cause[];
  readonly exposure: 'internet' | 'internal';
  /** About a hypothetical member only. */
  readonly potential: boolean;
  readonly witness?: Witness;
}

export interface Diff {
  readonly opened: readonly DiffRow[];
  readonly closed: readonly DiffRow[];
  /** What could not be decided, and what would decide it. */
  readonly unknowns: readonly string[];
}

/** What of the internet reaches one interface: pairwise disjoint source sets, each with its services. */
export interface Exposure {
  readonly interfaceId: string;
  readonly sources: readonly ExposedTo[];
  /** Why more might be reachable than `sources` says. */
  readonly unknowns: readonly string[];
}

export interface ExposedTo {
  readonly addresses: AddressSet;
  /** `addresses` as CIDRs; `['internet']` when it is every internet address of a family. */
  readonly cidrs: readonly string[];
  readonly services: ServiceSet;
  /** The ingress rules that let some of it in. */
  readonly because: readonly Cause[];
}
