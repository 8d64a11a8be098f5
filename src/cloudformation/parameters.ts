/**
 * Parameter values of CloudFormation from JSON files: the list that `aws cloudformation deploy` and `create-stack` take
 * (`[{"ParameterKey","ParameterValue"}]`), CodePipeline's `{"Parameters": {…}}`, or a plain object. Later files win; a
 * file that is none of these gives none.
 */
export function parameters(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.flatMap((text) => pairsOf(parsed(text))));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pairsOf(value: unknown): readonly (readonly [string, string])[] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown) => {
      if (typeof item === 'string') return [[item.split('=', 1)[0]!, item.slice(item.indexOf('=') + 1)] as const];
      const { ParameterKey: name, ParameterValue: text } = (item ?? {}) as Record<string, unknown>;
      return typeof name === 'string' && typeof text === 'string' ? [[name, text] as const] : [];
    });
  if (typeof value !== 'object' || value === null) return [];
  const named = 'Parameters' in value && typeof value.Parameters === 'object' ? (value.Parameters ?? {}) : value;
  return Object.entries(named).flatMap(([name, text]) =>
    typeof text === 'string' || typeof text === 'number' ? [[name, String(text)] as const] : [],
  );
}
