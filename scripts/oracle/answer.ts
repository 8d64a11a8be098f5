import { posix } from 'node:path';
import { evaluateExpression, type FileReader } from '../../src/terraform/evaluate/index.ts';
import type { Value } from '../../src/terraform/resource.ts';
import { oracleFiles } from './files.ts';

/** What `try` gives for an expression that cannot be evaluated. */
export const REFUSED = '__REFUSED__';

const files: FileReader = {
  read: (path) => oracleFiles[path],
  list: (dir) => {
    const below = Object.keys(oracleFiles).map((path) => posix.relative(dir, path));
    const names = below.filter((path) => !path.startsWith('..') && path !== '').map((path) => path.split('/')[0]!);
    return [...new Set(names)];
  },
};

/** Our answer to an expression: value and type as JSON, or `REFUSED`. */
export function answerOf(expression: string): string {
  const { value } = evaluateExpression(expression, files);
  return value ? writeAnswer(plain(value), typeOf(value)) : REFUSED;
}

/** Value and type as JSON with sorted keys. */
export function writeAnswer(value: unknown, type: unknown): string {
  return JSON.stringify([sorted(value), sorted(type)]);
}

/** Whether both answers have the same value and, as far as both say, the same type. */
export function sameAnswer(ours: string, theirs: string): boolean {
  if (ours === REFUSED || theirs === REFUSED) return ours === theirs;
  const [ourValue, ourType] = JSON.parse(ours) as [unknown, unknown];
  const [theirValue, theirType] = JSON.parse(theirs) as [unknown, unknown];
  return JSON.stringify(ourValue) === JSON.stringify(theirValue) && sameType(ourType, theirType);
}

function plain(value: Value): unknown {
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
    default:
      return { open: value };
  }
}

/** A type as Terraform's JSON writes it; `?` where a value does not tell: nulls, elements of empty collections. */
function typeOf(value: Value): unknown {
  switch (value.kind) {
    case 'list':
    case 'set':
      return [value.kind, elementType(value.items)];
    case 'tuple':
      return ['tuple', value.items.map(typeOf)];
    case 'map':
      return ['map', elementType([...value.entries.values()])];
    case 'object':
      return ['object', Object.fromEntries([...value.entries].map(([key, entry]) => [key, typeOf(entry)]))];
    case 'null':
      return '?';
    default:
      return value.kind;
  }
}

function elementType(items: readonly Value[]): unknown {
  const typed = items.find((item) => item.kind !== 'null');
  return typed ? typeOf(typed) : '?';
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
}

function sameType(ours: unknown, theirs: unknown): boolean {
  if (ours === '?' || ours === theirs) return true;
  if (typeof ours !== 'object' || typeof theirs !== 'object' || ours === null || theirs === null) return false;
  const [a, b] = [Object.entries(ours), Object.entries(theirs)];
  return a.length === b.length && a.every(([key, entry]) => sameType(entry, (theirs as Record<string, unknown>)[key]));
}
