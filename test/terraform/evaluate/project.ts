import {
  type EvaluateOptions,
  type Evaluation,
  evaluateRoot,
  type FileReader,
} from '../../../src/terraform/evaluate/index.ts';
import type { ResourceInstance, Value } from '../../../src/terraform/resource.ts';

/** A repository in memory: path → text. */
export type Project = Readonly<Record<string, string>>;

export function readerOf(project: Project): FileReader {
  return {
    read: (path) => (Object.hasOwn(project, path) ? project[path] : undefined),
    list(dir) {
      const prefix = dir === '' || dir === '.' ? '' : `${dir}/`;
      const below = Object.keys(project).filter((path) => path.startsWith(prefix));
      return [...new Set(below.map((path) => path.slice(prefix.length).replace(/\/.*$/, '/')))];
    },
  };
}

export function evaluateProject(project: Project, options: Partial<EvaluateOptions> = {}): Evaluation {
  return evaluateRoot({ files: readerOf(project), root: '.', ...options });
}

export function resource(evaluation: Evaluation, address: string): ResourceInstance {
  const found = evaluation.resources.find((one) => one.address === address);
  if (!found) throw new Error(`no ${address} in ${evaluation.resources.map((one) => one.address).join(', ')}`);
  return found;
}

/** The value of an attribute of a resource; `path` goes into blocks and lists. */
export function valueAt(evaluation: Evaluation, address: string, ...path: (string | number)[]): Value {
  let value: Value = { kind: 'object', entries: resource(evaluation, address).values };
  for (const step of path) {
    const next: Value | undefined =
      'entries' in value ? value.entries.get(String(step)) : 'items' in value ? value.items[Number(step)] : undefined;
    if (!next) throw new Error(`${address} has no ${path.join('.')}: ${JSON.stringify(plain(value))}`);
    value = next;
  }
  return value;
}

/** A value without its places; symbols as `<address.attribute>`, unknowns as `?reason`. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case 'null':
      return null;
    case 'bool':
    case 'number':
    case 'string':
      return value.value;
    case 'list':
    case 'set':
    case 'tuple':
      return value.items.map(plain);
    case 'map':
    case 'object':
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)]));
    case 'symbol':
      return `<${[value.address, ...value.attribute].join('.')}>`;
    case 'unknown':
      return `?${value.reason}${value.many ? ' (any number)' : ''}`;
  }
}

/** `file:line` */
export function place(value: Value): string {
  return value.at ? `${value.at.file}:${value.at.line}` : 'nowhere';
}

export function output(evaluation: Evaluation, name: string): Value {
  const value = evaluation.outputs.get(name);
  if (!value) throw new Error(`no output ${name}`);
  return value;
}

/** Evaluates `output "x"` of a configuration. */
export function outputOf(code: string, options: Partial<EvaluateOptions> = {}): unknown {
  return plain(output(evaluateProject({ 'main.tf': code }, options), 'x'));
}
