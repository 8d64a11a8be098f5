import type { Problem, Resource } from '../network/index.ts';
import { type Fields, labelOf, optionalText, text } from './fields.ts';
import type { Snapshot } from './model.ts';
import type { Operation } from './operation.ts';
import { attempt, itemsOf, order, type Reading, readingsOf } from './reading.ts';
import { type Candidate, settle } from './settle.ts';

/** How one kind of resource is read from the answer to one operation. */
export interface ResourceReader<T extends Resource> {
  readonly operation: Operation;
  /** The member that identifies a resource. */
  readonly id: string;
  /** @throws FieldError when the resource cannot be used at all; `undefined` for one that no longer exists */
  readonly read: (id: string, fields: Fields, reading: Reading) => T | undefined;
  /** The resources of one item, where an item is a group of them. */
  readonly unpack?: (item: Fields) => readonly Fields[];
  /** Distinguishes resources that share an id. Defaults to the id. */
  readonly key?: (value: T) => string;
  /** Whose view counts most. Defaults to `OwnerId`. */
  readonly owner?: (fields: Fields) => string | undefined;
  /** The same resource may be seen from several Regions. */
  readonly crossRegion?: true;
  /** Marks a resource that is stated twice, differently. */
  readonly ambiguous?: (value: T, reason: string) => T;
}

/**
 * Every resource of one kind, over all accounts and Regions, ordered by id. One resource seen from several accounts is
 * one: the owner's view, else the richest, else the latest. Two different resources with one id are a problem.
 */
export function gather<T extends Resource>(snapshot: Snapshot, reader: ResourceReader<T>, problems: Problem[]): T[] {
  const found = new Map<string, Candidate<T>[]>();
  for (const reading of readingsOf(snapshot, reader.operation, problems)) {
    for (const item of itemsOf(reading)) {
      for (const fields of reader.unpack
        ? (attempt(reader.operation, reading, () => reader.unpack?.(item)) ?? [])
        : [item]) {
        const candidate = read(fields, reading, reader);
        if (candidate === undefined) continue;
        const key = reader.key?.(candidate.value) ?? candidate.value.id;
        const others = found.get(key);
        if (others === undefined) found.set(key, [candidate]);
        else others.push(candidate);
      }
    }
  }
  const resources = [...found.values()].map((candidates) =>
    settle(candidates, reader.crossRegion ?? false, reader.ambiguous),
  );
  return resources.sort((a, b) => order(a.id, b.id) || order(a.region, b.region));
}

function read<T extends Resource>(
  fields: Fields,
  reading: Reading,
  reader: ResourceReader<T>,
): Candidate<T> | undefined {
  return attempt(labelOf(fields, reader.id, `${reader.operation} item`), reading, () => {
    const id = text(fields, reader.id);
    const value = reader.read(id, fields, reading);
    return value && { value, reading, owner: (reader.owner ?? ownerId)(fields) };
  });
}

function ownerId(fields: Fields): string | undefined {
  return optionalText(fields, 'OwnerId');
}
