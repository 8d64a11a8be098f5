import { isOperation, shapeOf } from './operation.ts';

/**
 * Checks that a file holds what its operation prints, as far as its outermost shape goes. Files of operations the
 * network does not read may hold anything.
 * @returns what is wrong and how to put it right, or `undefined`
 */
export function shapeError(operation: string, output: unknown): string | undefined {
  if (!isOperation(operation)) return undefined;
  const shape = shapeOf(operation);
  if (!isObject(output)) return `holds no JSON object; record it again with ${recordCommand(operation)}`;
  if (!shape.keyed) return hasAnswer(output, shape.answer, shape.single) ? undefined : wrong(operation);
  for (const [parent, answer] of Object.entries(output)) {
    if (!isObject(answer) || !hasAnswer(answer, shape.answer, shape.single))
      return `must hold an object from ${shape.parent?.id} to the output of ${recordCommand(operation)}; '${parent}' has no list '${shape.answer}'`;
  }
  return undefined;
}

function wrong(operation: string): string {
  const { answer, single } = isOperation(operation) ? shapeOf(operation) : { answer: '', single: undefined };
  return `has no ${single ? 'object' : 'list'} '${answer}'; record it again with ${recordCommand(operation)}`;
}

function recordCommand(operation: string): string {
  const [service, command] = /^(elbv2|elb)-(.+)/.exec(operation)?.slice(1) ?? ['ec2', operation];
  return `'aws ${service} ${command} --output json'`;
}

function hasAnswer(output: Readonly<Record<string, unknown>>, answer: string, single?: true): boolean {
  return single ? isObject(output[answer]) : Array.isArray(output[answer]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
