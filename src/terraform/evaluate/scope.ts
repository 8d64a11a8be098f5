import type { SourceLocation } from '../../network/index.ts';
import type { Expression, Range } from '../hcl/index.ts';
import type { Diagnostic, Value } from '../resource.ts';
import type { Budget } from './problem.ts';
import type { ProjectFiles } from './project-files.ts';
import type { Symbolic } from './value.ts';

/** One `.name` or `[key]` of a reference. */
export type Step =
  | { readonly kind: 'attribute'; readonly name: string; readonly range: Range }
  | { readonly kind: 'index'; readonly key: Expression; readonly range: Range };

/** What one evaluation of a root module shares between all its modules. */
export interface Context {
  readonly files: ProjectFiles;
  readonly budget: Budget;
  readonly diagnostics: Diagnostic[];
  /** How deep the evaluation is in itself; bounded, so that hostile code does not overflow the stack. */
  depth: number;
  /** How often a sensitive value was read; what is computed while it grows is sensitive, too. */
  sensitiveReads: number;
  /** A step into a resource or module instance; `indexed` for `[step]`, else `.step`. */
  follow(symbol: Symbolic, step: string | number, indexed: boolean): Value;
  /** The value behind a symbol as a whole: a module's outputs; else unknown, with the reason. */
  expand(symbol: Symbolic): Value;
  /** The reason why the number of instances behind a symbol is unknown, if it is. */
  countUnknown(symbol: Symbolic): string | undefined;
}

/** What the names in an expression mean. */
export interface Scope {
  readonly context: Context;
  /** A name that a for expression, a dynamic block, `each`, `count` or `self` binds. */
  bound(name: string): Value | undefined;
  /** A name of the module: `var.a`, `aws_vpc.main`. `used` is the number of steps taken. */
  reference(root: string, steps: readonly Step[], at: SourceLocation): { readonly value: Value; readonly used: number };
}

/** A scope inside another one, with more names. */
export function bind(scope: Scope, names: ReadonlyMap<string, Value>): Scope {
  return {
    context: scope.context,
    bound: (name) => names.get(name) ?? scope.bound(name),
    reference: scope.reference,
  };
}
