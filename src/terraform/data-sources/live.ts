import type { Network } from '../../network/index.ts';
import type { DataLookup } from '../evaluate/index.ts';
import type { Value } from '../resource.ts';
import { type Fact, factValue, isList, textsOf } from './attribute.ts';
import { type Found, SOURCES, type Source } from './sources.ts';

export interface LiveDataOptions {
  /** Twelve digits, and the Region, for data sources whose provider block does not say. */
  readonly account: string;
  readonly region: string;
}

/**
 * Answers data sources from what is live, as the provider would from AWS: with the one resource that fits, or the list of all
 * that do. Where the snapshot lacks the operation, where nothing or too much fits, and where a filter is not known here, the
 * answer is unknown, with the reason.
 * @param live made only when a data source asks
 */
export function liveData(live: () => Network, { account, region }: LiveDataOptions): DataLookup {
  const candidates = new Map<string, readonly Found[]>();
  return (type, args, provider = {}) => {
    const place = { account: provider.account ?? account, region: textIn(args, 'region') ?? provider.region ?? region };
    if (type === 'aws_caller_identity') return object({ account_id: place.account, id: place.account }, place.account);
    if (type === 'aws_region')
      return object({ name: place.region, id: place.region, region: place.region }, place.region);
    if (type === 'aws_availability_zones') return zones(live(), place);
    const source = Object.hasOwn(SOURCES, type) ? SOURCES[type] : undefined;
    if (!source) return undefined;
    const network = live();
    if (network.gaps.some((one) => one.operation === source.operation && isAt(one, place)))
      return unknown(`data ${type}: ${source.operation} is not in the snapshot`, SNAPSHOT);
    if (!candidates.has(type)) candidates.set(type, source.find(network));
    return answer(
      type,
      source,
      args,
      candidates.get(type)!.filter(({ resource }) => isAt(resource, place)),
    );
  };
}

type Place = LiveDataOptions;

const SNAPSHOT = 'a scan of the account';

function answer(type: string, source: Source, args: ReadonlyMap<string, Value>, candidates: readonly Found[]): Value {
  const criteria = criteriaOf(source, args, candidates);
  if ('because' in criteria) return unknown(`data ${type}: ${criteria.because}`, SNAPSHOT);
  const fitting = candidates.filter((candidate) => criteria.all.every((fits) => fits(candidate)));
  if (source.lists) {
    const lists = Object.entries(source.lists).map(
      ([name, attribute]) => [name, fitting.flatMap((one) => one.attributes[attribute] ?? [])] as const,
    );
    return factValue(Object.fromEntries(lists));
  }
  const [only, ...more] = fitting;
  if (!only) return unknown(`data ${type}: nothing in the account fits`, 'a newer scan, or a correction of the code');
  if (more.length > 0)
    return unknown(`data ${type}: ${fitting.length} resources of the account fit`, 'a narrower filter');
  return factValue(only.attributes);
}

/** What a resource must fulfil to be the one, or one of those, a data source asks for. */
type Criterion = (found: Found) => boolean;
type Criteria = { readonly all: readonly Criterion[] } | { readonly because: string };

/** Arguments that say how to ask, not what to find. */
const IGNORED = new Set(['provider', 'depends_on', 'timeouts', 'region', 'count', 'for_each', 'lifecycle']);

function criteriaOf(source: Source, args: ReadonlyMap<string, Value>, candidates: readonly Found[]): Criteria {
  const all: Criterion[] = [];
  // Where nothing is there to be found, it does not matter what is asked.
  const known = new Set(candidates.flatMap(({ attributes }) => Object.keys(attributes)));
  const add = (name: string, value: Value | undefined, test: (text: string) => (actual: string) => boolean): string => {
    const wanted = value === undefined ? [] : textsOf(value);
    if (!isTexts(wanted)) return notKnown(wanted);
    const tests = wanted.map(test);
    const fits = (actual: Fact | undefined): boolean =>
      isList(actual) ? actual.some(fits) : actual !== undefined && tests.some((one) => one(String(actual)));
    if (name.startsWith('tag:')) all.push(({ resource }) => fits(resource.tags?.[name.slice('tag:'.length)]));
    else if (name === 'tag-key') all.push(({ resource }) => fits(Object.keys(resource.tags ?? {})));
    else {
      const attribute = source.filters?.[name] ?? name.replaceAll(/[-.]/g, '_');
      if (candidates.length > 0 && !known.has(attribute)) return `${name} cannot be answered from a snapshot`;
      all.push(({ attributes }) => fits(attributes[attribute]));
    }
    return '';
  };
  const read = (name: string, value: Value): string => {
    if (name === 'tags')
      return 'entries' in value
        ? first([...value.entries], ([key, entry]) => add(`tag:${key}`, entry, exactly))
        : notKnown(value);
    if (name !== 'filter') return add(name, value, exactly);
    return first('items' in value ? value.items : [value], (block) => {
      const filter = 'entries' in block ? textsOf(block.entries.get('name') ?? { kind: 'null' }) : block;
      if (!isTexts(filter) || !('entries' in block)) return notKnown(block);
      return add(filter[0] ?? '', block.entries.get('values'), wildcard);
    });
  };
  const because = first(
    [...args].filter(([name, value]) => value.kind !== 'null' && !IGNORED.has(name)),
    ([name, value]) => read(name, value),
  );
  return because === '' ? { all } : { because };
}

/** The first reason that any of the items gives, else none. */
function first<T>(items: readonly T[], reason: (item: T) => string): string {
  for (const item of items) {
    const found = reason(item);
    if (found !== '') return found;
  }
  return '';
}

const exactly =
  (text: string) =>
  (actual: string): boolean =>
    actual === text;

/** `*` and `?` as EC2's filters take them (EC2 API, Filter), in time that only grows with the product of both lengths. */
function wildcard(pattern: string): (actual: string) => boolean {
  return (actual) => {
    let [p, a, star, resume] = [0, 0, -1, 0];
    while (a < actual.length) {
      if (pattern[p] === '*') [star, resume] = [p++, a];
      else if (pattern[p] === '?' || pattern[p] === actual[a]) [p, a] = [p + 1, a + 1];
      else if (star >= 0) [p, a] = [star + 1, ++resume];
      else return false;
    }
    return /^\**$/.test(pattern.slice(p));
  };
}

/** The zones of a Region: the default VPC has a subnet in each (VPC user guide, default VPC components). */
function zones(network: Network, place: Place): Value | undefined {
  const isDefault = new Set(network.vpcs.filter((vpc) => vpc.isDefault && isAt(vpc, place)).map((vpc) => vpc.id));
  const names = new Map(
    network.subnets
      .filter((subnet) => isDefault.has(subnet.vpcId))
      .map((subnet) => [subnet.availabilityZone, subnet.availabilityZoneId ?? ''] as const),
  );
  if (names.size === 0) return unknown('which availability zones the account has is not in the snapshot', SNAPSHOT);
  const sorted = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
  return object({ names: sorted.map(([name]) => name), zone_ids: sorted.map(([, id]) => id) }, place.region);
}

function isAt({ account, region }: Place, place: Place): boolean {
  return (place.account === '' || account === place.account) && (place.region === '' || region === place.region);
}

function isTexts(texts: ReturnType<typeof textsOf> | Value): texts is readonly string[] {
  return Array.isArray(texts);
}

function notKnown(value: Value): string {
  if (value.kind === 'unknown') return value.reason;
  if (value.kind === 'symbol')
    return `it asks for ${[value.address, ...value.attribute].join('.')}, which is to be made`;
  return 'what it asks for is not understood';
}

function textIn(args: ReadonlyMap<string, Value>, name: string): string | undefined {
  const value = args.get(name);
  return value?.kind === 'string' ? value.value : undefined;
}

function object(facts: Readonly<Record<string, Fact>>, decides: string): Value | undefined {
  return decides === '' ? undefined : factValue(facts);
}

function unknown(reason: string, resolvedBy: string): Value {
  return { kind: 'unknown', reason, resolvedBy };
}
