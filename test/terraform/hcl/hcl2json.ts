import { type Body, type Expression, type TemplatePart, textOf } from '../../../src/terraform/hcl/index.ts';

/** A parsed body in the form `@cdktn/hcl2json` gives: literals as JSON, everything else as `${source text}`. */
export function bodyToJson(body: Body): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const { name, value } of body.attributes.values()) out[name] = expressionToJson(value);
  for (const block of body.blocks) {
    let at = out;
    for (const key of [block.type, ...block.labels].slice(0, -1)) {
      at[key] ??= {};
      at = at[key] as Record<string, unknown>;
    }
    const last = block.labels.at(-1) ?? block.type;
    at[last] = [...((at[last] as unknown[]) ?? []), bodyToJson(block.body)];
  }
  return out;
}

function expressionToJson(expression: Expression): unknown {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' ? escapeText(expression.value) : expression.value;
    case 'template':
      return expression.parts.map(partToText).join('');
    case 'wrap':
      return partToText({ kind: 'interpolation', expression: expression.inner, range: expression.range });
    case 'tuple':
      return expression.items.map(expressionToJson);
    case 'object':
      return Object.fromEntries(expression.items.map(({ key, value }) => [keyToJson(key), expressionToJson(value)]));
    case 'unary':
      if (expression.operator === '-' && expression.operand.kind === 'literal')
        return -Number(expression.operand.value);
  }
  return sourceOf(expression);
}

/** A reference without parentheses, as in the `providers` of a module call, stays as it is. */
function keyToJson(key: Expression): string {
  return key.kind === 'attribute' ? textOf(key.range) : String(expressionToJson(key));
}

function sourceOf(expression: Expression): string {
  return `\${${textOf(expression.range)}}`;
}

function partToText(part: TemplatePart): string {
  switch (part.kind) {
    case 'text':
      return escapeText(part.text);
    case 'interpolation':
      return isText(part.expression) ? String(expressionToJson(part.expression)) : sourceOf(part.expression);
    case 'if': {
      const otherwise = part.whenFalse.length > 0 ? `%{else}${part.whenFalse.map(partToText).join('')}` : '';
      return `%{if ${textOf(part.condition.range)}}${part.whenTrue.map(partToText).join('')}${otherwise}%{endif}`;
    }
    case 'each': {
      const names = part.keyName === undefined ? part.valueName : `${part.keyName}, ${part.valueName}`;
      return `%{for ${names} in ${textOf(part.collection.range)}}${part.body.map(partToText).join('')}%{endfor}`;
    }
  }
}

/** A template inside a template is written into it. */
function isText(expression: Expression): boolean {
  return expression.kind === 'template' || (expression.kind === 'literal' && typeof expression.value === 'string');
}

function escapeText(text: string): string {
  return text.replace(/[$%]\{/g, (sequence) => sequence[0] + sequence);
}
