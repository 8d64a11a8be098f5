import type { Network } from '../network/index.ts';
import { terraformNetwork, type Value } from '../terraform/index.ts';
import { readStack, type Stack, type StackSource } from './stack.ts';

export interface TemplateOptions extends Omit<StackSource, 'text'> {
  /** The text of another template, by its path: nested stacks are read where it is there. */
  readonly read?: (path: string) => string | undefined;
}

/**
 * The network a CloudFormation (or SAM) template states, in YAML or JSON. Resources go by their logical ids; what cannot be
 * known from the text stays unknown, with its reason.
 * @throws TemplateError when the text is no template
 */
export function readTemplate(text: string, { read, ...options }: TemplateOptions): Network {
  return readStacks([{ ...options, text }], read);
}

/**
 * The network of several stacks together: what one exports the others import. Resources go by `stack/logical id`, those of a
 * single stack by their logical id alone.
 * @param read the text of another template, by its path, for nested stacks
 * @throws TemplateError when one of them is no template
 */
export function readStacks(
  sources: readonly StackSource[],
  read: (path: string) => string | undefined = () => undefined,
): Network {
  const stacks: Stack[] = [];
  const asked = new Set<string>();
  const imported = (name: string): Value | undefined => {
    // Stacks that import from each other in a circle cannot be made.
    if (asked.has(name)) return undefined;
    asked.add(name);
    const found = stacks.map((stack) => stack.exported(name)).find((value) => value !== undefined);
    asked.delete(name);
    return found;
  };
  for (const source of sources) {
    stacks.push(readStack(source, sources.length === 1 ? '' : `${labelOf(source, sources)}/`, { read, imported }));
  }
  const { account = '', region = '' } = sources[0] ?? {};
  const network = terraformNetwork(
    stacks.flatMap((stack) => stack.instances()),
    { account, region },
  );
  return { ...network, problems: [...network.problems, ...stacks.flatMap((stack) => stack.problems())] };
}

/** A stack's name; with its place where another one of that name is elsewhere. */
function labelOf(source: StackSource, sources: readonly StackSource[]): string {
  const { name = source.file, account = '', region = '' } = source;
  const isShared = sources.some((other) => other !== source && (other.name ?? other.file) === name);
  return isShared ? [name, account, region].filter((part) => part !== '').join(' ') : name;
}
