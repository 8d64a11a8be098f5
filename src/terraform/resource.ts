import type { SourceLocation } from '../network/index.ts';

/**
 * A value of evaluated code. `at` is where the value was written (the literal, the tfvars entry, the module argument),
 * however many references lie between there and its use.
 */
export type Value =
  | { readonly kind: 'null'; readonly at?: SourceLocation }
  | { readonly kind: 'bool'; readonly value: boolean; readonly at?: SourceLocation }
  | { readonly kind: 'number'; readonly value: number; readonly at?: SourceLocation }
  | { readonly kind: 'string'; readonly value: string; readonly at?: SourceLocation }
  | { readonly kind: 'list' | 'set' | 'tuple'; readonly items: readonly Value[]; readonly at?: SourceLocation }
  | { readonly kind: 'map' | 'object'; readonly entries: ReadonlyMap<string, Value>; readonly at?: SourceLocation }
  /** An attribute of a resource that only exists after apply: `aws_security_group.web` + `['id']`. */
  | {
      readonly kind: 'symbol';
      readonly address: string;
      readonly attribute: readonly string[];
      readonly at?: SourceLocation;
    }
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      readonly resolvedBy?: string;
      /** In a collection: stands for any number of elements, not one. */
      readonly many?: true;
      /** A text that is put together from these, which can be parted again. */
      readonly parts?: readonly Value[];
      readonly at?: SourceLocation;
    };

/** One instance of a `resource` or `data` block, whichever reader (HCL or plan JSON) it came from. */
export interface ResourceInstance {
  /** Full address: `module.app["a"].aws_security_group.web[0]`. */
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  /** Attributes and nested blocks by name; a nested block is a list of objects. */
  readonly values: ReadonlyMap<string, Value>;
  /** The resource block. Absent for a plan read without its code. */
  readonly location?: SourceLocation;
  /** What the provider block says of where this goes. */
  readonly provider?: { readonly region?: string; readonly account?: string };
  /** The address before a `moved` block or plan `previous_address`. */
  readonly previousAddress?: string;
  /** The id in AWS, where prior state or an import block tells. */
  readonly importId?: string;
  /** Top-level attributes that hold a sensitive value: they decide, but are not to be printed. */
  readonly sensitive?: ReadonlySet<string>;
  /** Set when the number of instances is unknown; this one stands for any. */
  readonly countUnknown?: string;
}

/** A problem in code that does not stop the reading of the rest. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly at?: SourceLocation;
  /** The file cannot be parsed: Terraform refuses the whole root. */
  readonly syntax?: true;
}
