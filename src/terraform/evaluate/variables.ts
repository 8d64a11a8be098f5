import { type Attribute, type Block, locate, parseExpressionText, parseVariables } from '../hcl/index.ts';
import type { Value } from '../resource.ts';
import { convertAt } from './convert.ts';
import { evaluate } from './expression.ts';
import { refuse } from './problem.ts';
import { joinInside, type ProjectFiles } from './project-files.ts';
import type { Context, Scope } from './scope.ts';
import { guarded, report, settle } from './settle.ts';
import { ANY, type Type } from './type.ts';
import { parseType } from './type-constraint.ts';
import { text, unknown } from './value.ts';

/** A scope without any names, for what must be constant. */
export function constantScope(context: Context): Scope {
  return {
    context,
    bound: () => undefined,
    reference: (root) => refuse(`${root} cannot be used here: only constants can`),
  };
}

/**
 * The values of the root module's variables by precedence: terraform.tfvars, terraform.tfvars.json, *.auto.tfvars in
 * the order of their names, the chosen var-files, the given values.
 * See https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 */
export function readVariableFiles(
  files: ProjectFiles,
  root: string,
  varFiles: readonly string[],
  context: Context,
): Map<string, Attribute> {
  const names = files.list(root);
  const automatic = names.filter((name) => /\.auto\.tfvars(?:\.json)?$/.test(name)).sort();
  const given = new Map<string, Attribute>();
  const read = (path: string | undefined, name: string, required: boolean) => {
    const content =
      path === undefined ? undefined : guarded(context, { file: path, line: 1 }, () => files.readAt(path));
    if (path === undefined || typeof content !== 'string') {
      if (required) report(context, `The var-file ${name} is not in the repository`);
      return;
    }
    const parsed = parseVariables(path, content);
    context.diagnostics.push(...parsed.diagnostics.map((diagnostic) => ({ ...diagnostic, syntax: true as const })));
    for (const [variable, attribute] of parsed.body.attributes) given.set(variable, attribute);
  };
  for (const name of ['terraform.tfvars', 'terraform.tfvars.json', ...automatic])
    if (names.includes(name)) read(joinInside(root, name), name, false);
  for (const name of varFiles) read(joinInside(root, name), name, true);
  return given;
}

/** The values given to the root module's variables; undefined for one without. */
export function rootInputs(
  variables: ReadonlyMap<string, Block>,
  fromFiles: ReadonlyMap<string, Attribute>,
  given: Readonly<Record<string, string>>,
  context: Context,
): (name: string) => Value | undefined {
  const scope = constantScope(context);
  for (const [name, { range }] of fromFiles)
    if (!variables.has(name))
      report(context, `A value is set for var.${name}, which no variable block declares`, locate(range), 'warning');
  return (name) => {
    const written = Object.hasOwn(given, name) ? given[name] : undefined;
    if (written !== undefined) return givenValue(name, written, variables.get(name), scope);
    const attribute = fromFiles.get(name);
    return attribute && settle(attribute.value, scope);
  };
}

/** Like `-var`: text for a string variable (or one without a type), an expression for any other. */
function givenValue(name: string, written: string, block: Block | undefined, scope: Scope): Value {
  const type = block && typeOfVariable(block, scope);
  if (!type || type.kind === 'any' || type.kind === 'string' || type.kind === 'number' || type.kind === 'bool')
    return text(written);
  const parsed = parseExpressionText(`-var ${name}`, written);
  if (parsed.expression) return settle(parsed.expression, scope);
  report(scope.context, `The value given for var.${name} cannot be read: ${parsed.diagnostic.message}`);
  return unknown(`the value given for var.${name} cannot be read`, 'a correction of the value');
}

function typeOfVariable(block: Block, scope: Scope): Type {
  const constraint = block.body.attributes.get('type');
  return constraint ? parseType(constraint.value, (expression) => evaluate(expression, scope)) : ANY;
}

/**
 * The value of a variable inside its module: what it is given, or its default, as its type.
 * @param given undefined when nothing sets it
 */
export function variableValue(name: string, block: Block, given: Value | undefined, context: Context): Value {
  const at = locate(block.range);
  return guarded(context, given?.at ?? at, () => {
    const scope = constantScope(context);
    const { attributes } = block.body;
    const fallback = attributes.get('default');
    const nullable = attributes.get('nullable')?.value;
    const refusesNull = nullable?.kind === 'literal' && nullable.value === false;
    const value =
      given && !(given.kind === 'null' && refusesNull && fallback)
        ? given
        : fallback && evaluate(fallback.value, scope);
    if (!value) return unknown(`var.${name} has no value`, 'set it in a var-file', { file: at.file, line: at.line });
    return inVariable(name, () => convertAt(value, typeOfVariable(block, scope)));
  });
}

function inVariable(name: string, convert: () => Value): Value {
  try {
    return convert();
  } catch (problem) {
    if (problem instanceof Error) problem.message = `var.${name}: ${problem.message}`;
    throw problem;
  }
}
