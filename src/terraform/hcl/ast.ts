import type { Range } from './source.ts';

/** An HCL expression. Every node knows the text it came from. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null; readonly range: Range }
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[]; readonly range: Range }
  /** `"${x}"` and nothing else: the value of x, not its text. */
  | { readonly kind: 'wrap'; readonly inner: Expression; readonly range: Range }
  | { readonly kind: 'variable'; readonly name: string; readonly range: Range }
  | { readonly kind: 'attribute'; readonly object: Expression; readonly name: string; readonly range: Range }
  | { readonly kind: 'index'; readonly object: Expression; readonly key: Expression; readonly range: Range }
  /** `source.*` or `source[*]`; `each` is what follows, with a `splat-item` at its root. */
  | { readonly kind: 'splat'; readonly object: Expression; readonly each: Expression; readonly range: Range }
  | { readonly kind: 'splat-item'; readonly range: Range }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      /** Whether the last argument is followed by `...`. */
      readonly expand: boolean;
      readonly range: Range;
    }
  | {
      readonly kind: 'conditional';
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
      readonly range: Range;
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly range: Range;
    }
  | { readonly kind: 'unary'; readonly operator: '-' | '!'; readonly operand: Expression; readonly range: Range }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[]; readonly range: Range }
  | { readonly kind: 'object'; readonly items: readonly ObjectItem[]; readonly range: Range }
  | ForExpression
  | { readonly kind: 'parentheses'; readonly inner: Expression; readonly range: Range };

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '>' | '<=' | '>=' | '+' | '-' | '*' | '/' | '%';

export interface ObjectItem {
  /** A bare identifier is a literal key; in parentheses it is a variable. */
  readonly key: Expression;
  readonly value: Expression;
}

export interface ForExpression {
  readonly kind: 'for';
  readonly keyName?: string;
  readonly valueName: string;
  readonly collection: Expression;
  /** Present in the object form `{for … : key => value}`. */
  readonly key?: Expression;
  readonly value: Expression;
  /** `value...`: values of equal keys become a list. */
  readonly group: boolean;
  readonly condition?: Expression;
  readonly range: Range;
}

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string; readonly range: Range }
  | { readonly kind: 'interpolation'; readonly expression: Expression; readonly range: Range }
  | {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly whenTrue: readonly TemplatePart[];
      readonly whenFalse: readonly TemplatePart[];
      readonly range: Range;
    }
  | {
      readonly kind: 'each';
      readonly keyName?: string;
      readonly valueName: string;
      readonly collection: Expression;
      readonly body: readonly TemplatePart[];
      readonly range: Range;
    };

export interface Attribute {
  readonly name: string;
  readonly value: Expression;
  readonly range: Range;
}

export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
  readonly range: Range;
}

export interface Body {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
  readonly range: Range;
}
