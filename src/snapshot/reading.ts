import { isCidr, type Origin, type Problem, parseAddress, type Resource, type Unknown } from '../network/index.ts';
import { FieldError, type Fields, given, isFields, list, optionalText } from './fields.ts';
import type { Recorded, RegionSnapshot, Snapshot } from './model.ts';
import { type Operation, shapeOf } from './operation.ts';

/** One operation's answer being read: where it lies, and where to say what is wrong with it. */
export interface Reading {
  readonly region: RegionSnapshot;
  readonly operation: Operation;
  /** `<account>/<region>/<operation>.json` */
  readonly file: string;
  readonly origin: Origin;
  /** Names a resource that cannot be used as stated. */
  readonly problem: (resource: string, message: string) => void;
}

export function readingOf(region: RegionSnapshot, operation: Operation, problems: Problem[]): Reading {
  const file = `${region.account}/${region.region}/${operation}.json`;
  return {
    region,
    operation,
    file,
    origin: { kind: 'live', account: region.account, region: region.region, operation },
    problem: (resource, message) => problems.push({ resource, file, message }),
  };
}

/** The items of an answer; what is no object is named and left out. */
export function itemsOf(reading: Reading): readonly Fields[] {
  const output = reading.region.operations.get(reading.operation)?.output;
  if (output === undefined) return [];
  const { answer, single } = shapeOf(reading.operation);
  const value = isFields(output) ? output[answer] : undefined;
  const items = single ? [value] : value;
  if (!Array.isArray(items)) {
    reading.problem(reading.operation, `has no list '${answer}'; its resources are left out`);
    return [];
  }
  return items.filter((item): item is Fields => {
    if (!isFields(item)) reading.problem(reading.operation, `'${answer}' holds ${JSON.stringify(item)}, no resource`);
    return isFields(item);
  });
}

/**
 * One parent's output of a keyed operation.
 * @returns the output; `undefined` when the operation was never asked (a gap of its own); an `Unknown` with the reason
 *   when it was asked and this parent has no whole answer
 */
export function answerOf(region: RegionSnapshot, operation: Operation, parent: string): Fields | Unknown | undefined {
  const recorded = region.operations.get(operation);
  if (recorded === undefined) return undefined;
  const output = isFields(recorded.output) ? recorded.output[parent] : undefined;
  if (isFields(output)) return output;
  return { unknown: `${operation} has no answer for ${parent}${whyIncomplete(recorded)}`, resolvedBy: operation };
}

function whyIncomplete(recorded: Recorded): string {
  return recorded.status === 'complete' ? '' : ` (${recorded.status}: ${recorded.reason})`;
}

/** What every resource carries. Its account is the owner AWS names, else the account that was asked. */
export function resourceOf(id: string, fields: Fields, reading: Reading, ownName?: string): Resource {
  const tags = tagsOf(fields);
  const owner = optionalText(fields, 'OwnerId');
  return {
    id,
    ...given('name', tags?.['Name'] ?? ownName),
    account: owner !== undefined && /^\d{12}$/.test(owner) ? owner : reading.region.account,
    region: reading.region.region,
    ...given('tags', tags),
    origin: reading.origin,
  };
}

/** `Tags`, which network interfaces call `TagSet`. */
function tagsOf(fields: Fields): Readonly<Record<string, string>> | undefined {
  const pairs = list(fields, fields['TagSet'] === undefined ? 'Tags' : 'TagSet');
  if (pairs.length === 0) return undefined;
  const tags = pairs.map((tag) => [optionalText(tag, 'Key') ?? '', optionalText(tag, 'Value') ?? ''] as const);
  return Object.fromEntries(tags.sort(byFirst));
}

function byFirst([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return order(a, b);
}

/** Ascending by code unit: the same everywhere, whatever the locale. */
export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorted without repetitions. */
export function distinct(values: readonly string[]): string[] {
  return values.length < 2 ? [...values] : [...new Set(values)].sort(order);
}

/** The well-formed ones of some CIDRs; the others are named as problems of `resource`. */
export function cidrsOf(values: readonly (string | undefined)[], resource: string, reading: Reading): string[] {
  return wellFormed(values, isCidr, 'CIDR', resource, reading);
}

/** The well-formed ones of some addresses; the others are named as problems of `resource`. */
export function addressesOf(values: readonly (string | undefined)[], resource: string, reading: Reading): string[] {
  return wellFormed(values, isAddress, 'address', resource, reading);
}

function isAddress(value: string): boolean {
  try {
    parseAddress(value);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function wellFormed(
  values: readonly (string | undefined)[],
  test: (value: string) => boolean,
  kind: string,
  resource: string,
  reading: Reading,
): string[] {
  const stated = new Set(values.filter((value) => value !== undefined));
  return [...stated].filter((value) => {
    const well = test(value);
    if (!well) reading.problem(resource, `'${value}' is no ${kind}; it is left out`);
    return well;
  });
}

/** Runs `read`; a member that is not as AWS states it makes the resource a problem instead of a crash. */
export function attempt<T>(resource: string, reading: Reading, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    reading.problem(resource, `${error.message}; the resource is left out`);
    return undefined;
  }
}

/** Every Region that was asked, with the answer to one operation. */
export function readingsOf(snapshot: Snapshot, operation: Operation, problems: Problem[]): readonly Reading[] {
  return snapshot.regions.map((region) => readingOf(region, operation, problems));
}
