import { type Expression, locate } from '../hcl/index.ts';
import type { Value } from '../resource.ts';
import { EvaluationProblem } from './problem.ts';
import { ANY, type AttributeType, type Type } from './type.ts';

/**
 * Reads the `type` of a variable block.
 * @param constant evaluates the default of an `optional()` attribute
 * @throws EvaluationProblem when it is no type
 */
export function parseType(expression: Expression, constant: (expression: Expression) => Value): Type {
  const fail = (message: string, at: Expression = expression): never => {
    throw new EvaluationProblem(message, locate(at.range));
  };
  if (expression.kind === 'variable') {
    const { name } = expression;
    if (name === 'string' || name === 'number' || name === 'bool' || name === 'any') return { kind: name };
    if (name === 'list' || name === 'set' || name === 'map') return { kind: name, of: ANY };
  }
  // Terraform 0.11 wrote type constraints as strings.
  if (expression.kind === 'literal' && typeof expression.value === 'string') {
    const { value } = expression;
    if (value === 'string') return { kind: value };
    if (value === 'list' || value === 'map') return { kind: value, of: ANY };
  }
  if (expression.kind !== 'call')
    return fail('this is no type: write string, number, bool, any, list(…), set(…), map(…), object({…}) or tuple([…])');
  const [arg] = expression.args;
  if (!arg) return fail(`${expression.name}() needs an argument here`);
  switch (expression.name) {
    case 'list':
    case 'set':
    case 'map':
      return { kind: expression.name, of: parseType(arg, constant) };
    case 'tuple':
      if (arg.kind !== 'tuple') return fail('tuple() takes a list of types', arg);
      return { kind: 'tuple', items: arg.items.map((item) => parseType(item, constant)) };
    case 'object':
      if (arg.kind !== 'object') return fail('object() takes an object of types', arg);
      return {
        kind: 'object',
        attributes: new Map(
          arg.items.map(({ key, value }): [string, AttributeType] => [
            key.kind === 'literal' ? String(key.value) : fail('an attribute name must be written out', key),
            parseAttribute(value, constant),
          ]),
        ),
      };
    default:
      return fail(`${expression.name}() is no type`);
  }
}

function parseAttribute(expression: Expression, constant: (expression: Expression) => Value): AttributeType {
  const [type, fallback] = expression.kind === 'call' && expression.name === 'optional' ? expression.args : [];
  if (!type) return { type: parseType(expression, constant), optional: false };
  return { type: parseType(type, constant), optional: true, ...(fallback && { fallback: constant(fallback) }) };
}
