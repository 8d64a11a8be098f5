import type { Network } from '../network/index.ts';
import { terraformNetwork, type Value } from '../terraform/index.ts';
import { readStack, type Stack, type StackSource } from './stack.ts';

/** What stands around templates. */
export interface StackOptions {
  /** The text of another template, by its path: nested stacks are read where it is there. */
  readonly read?: (path: string) => string | undefined;
  /** What stacks that are not among these export, by name. */
  readonly exported?: (name: string) => Value | undefined;
  /** Whether resources of a stack that is alone go by `stack/logical id`, too. */
  readonly qualified?: boolean;
}

export interface TemplateOptions extends Omit<StackSource, 'text'>, StackOptions {}

/**
 * The network a CloudFormation (or SAM) template states, in YAML or JSON. Resources go by their logical ids; what cannot be
 * known from the text stays unknown, with its reason.
 * @throws TemplateError when the text is no template
 */
export function readTemplate(text: string, { read, exported, qualified, ...source }: TemplateOptions): Network {
  return readStacks([{ ...source, text }], {
    ...(read && { read }),
    ...(exported && { exported }),
    ...(qualified && { qualified }),
  });
}

/**
 * The network of several stacks together: what one exports the others import. Resources go by `stack/logical id`, those of a
 * single stack by their logical id alone. A template that another one nests is no stack of its own.
 * @throws TemplateError when one of them is no template
 */
export function readStacks(
  sources: readonly StackSource[],
  { qualified = sources.length > 1, ...around }: StackOptions = {},
): Network {
  const stacks = openStacks(sources, { ...around, qualified });
  // Only once its resources are asked for a stack tells which templates it nests.
  const opened = stacks.map((stack, i) => ({ stack, file: sources[i]!.file, instances: stack.instances() }));
  const nested = new Set(opened.flatMap(({ stack }) => stack.nested()));
  const own = opened.filter(({ file }) => !nested.has(file));
  const { account = '', region = '' } = sources[0] ?? {};
  const network = terraformNetwork(
    own.flatMap(({ instances }) => instances),
    { account, region },
    own.flatMap(({ stack }) => stack.handed()),
  );
  return { ...network, problems: [...network.problems, ...own.flatMap(({ stack }) => stack.problems())] };
}

/** Stacks that import from one another. */
export function openStacks(
  sources: readonly StackSource[],
  { read = () => undefined, exported, qualified = true }: StackOptions,
): readonly Stack[] {
  const stacks: Stack[] = [];
  const asked = new Set<string>();
  const imported = (name: string): Value | undefined => {
    // Stacks that import from each other in a circle cannot be made.
    if (asked.has(name)) return undefined;
    asked.add(name);
    const found = stacks.map((stack) => stack.exported(name)).find((value) => value !== undefined) ?? exported?.(name);
    asked.delete(name);
    return found;
  };
  for (const source of sources)
    stacks.push(readStack(source, qualified ? `${labelOf(source, sources)}/` : '', { read, imported }));
  return stacks;
}

/** A stack's name; with its place where another one of that name is elsewhere. */
function labelOf(source: StackSource, sources: readonly StackSource[]): string {
  const { name = source.file, account = '', region = '' } = source;
  const isShared = sources.some((other) => other !== source && (other.name ?? other.file) === name);
  return isShared ? [name, account, region].filter((part) => part !== '').join(' ') : name;
}
