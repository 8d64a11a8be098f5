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
export type { ParsedFile } from './body.ts';
export { SyntaxProblem } from './cursor.ts';
export { type Json, type JsonMember, parseJson } from './json.ts';
export { type ParsedExpression, parseExpressionText, parseFile, parseTemplateText } from './parse.ts';
export { locate, type Position, positionAt, type Range, type SourceText, textOf } from './source.ts';
