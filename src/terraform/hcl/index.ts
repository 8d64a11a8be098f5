export type {
  Attribute,
  BinaryOperator,
  Block,
  Body,
  Expression,
  ForExpression,
  ObjectItem,
  TemplatePart,
} from './ast.ts';
export { SyntaxProblem } from './cursor.ts';
export { type Json, parseJson } from './json.ts';
export { parseExpressionText, parseFile, parseTemplateText, parseVariables } from './parse.ts';
export { locate, positionAt, type Range, textOf } from './source.ts';
