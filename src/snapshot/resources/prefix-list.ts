import { isCidr, isUnknown, type PrefixList, type Problem, type Unknown } from '../../network/index.ts';
import { given, list, optionalInteger, optionalText, text, texts } from '../fields.ts';
import { gather, type ResourceReader } from '../gather.ts';
import type { Snapshot } from '../model.ts';
import { answerOf, cidrsOf, distinct, order, type Reading, resourceOf } from '../reading.ts';

/** Prefix lists as the two calls that know them say together. Lists of AWS's own are the same from every account. */
export function prefixLists(snapshot: Snapshot, problems: Problem[]): PrefixList[] {
  const merged = new Map(gather(snapshot, awsLists, problems).map((found) => [found.id, found]));
  for (const managed of gather(snapshot, managedLists, problems)) {
    const known = merged.get(managed.id);
    merged.set(
      managed.id,
      known === undefined || !isUnknown(managed.cidrs) ? managed : { ...managed, cidrs: known.cidrs },
    );
  }
  return [...merged.values()].sort((a, b) => order(a.id, b.id));
}

/** The lists of gateway endpoints, with their CIDRs. */
const awsLists: ResourceReader<PrefixList> = {
  operation: 'describe-prefix-lists',
  id: 'PrefixListId',
  read: (id, fields, reading) => {
    const name = optionalText(fields, 'PrefixListName');
    return {
      ...resourceOf(id, fields, reading, name),
      ...given('weight', publishedWeight(name)),
      awsManaged: true,
      cidrs: cidrsOf(distinct(texts(fields, 'Cidrs')), id, reading),
    };
  },
};

const managedLists: ResourceReader<PrefixList> = {
  operation: 'describe-managed-prefix-lists',
  id: 'PrefixListId',
  read: (id, fields, reading) => {
    const state = optionalText(fields, 'State');
    if (state === 'delete-complete') return undefined;
    const name = optionalText(fields, 'PrefixListName');
    const family = optionalText(fields, 'AddressFamily');
    return {
      ...resourceOf(id, fields, reading, name),
      ...(family !== undefined && { family: family === 'IPv6' ? (6 as const) : (4 as const) }),
      ...given('weight', optionalInteger(fields, 'MaxEntries') ?? publishedWeight(name)),
      awsManaged: optionalText(fields, 'OwnerId') === 'AWS',
      cidrs: entriesOf(id, reading),
    };
  },
};

/** A list without its entries is no empty list: whoever refers to it needs to know. */
function entriesOf(id: string, reading: Reading): readonly string[] | Unknown {
  const operation = 'get-managed-prefix-list-entries';
  const answer = answerOf(reading.region, operation, id);
  if (answer === undefined) return { unknown: `the entries of ${id} were not collected`, resolvedBy: operation };
  if (isUnknown(answer)) return answer;
  const cidrs = distinct(list(answer, 'Entries').map((entry) => text(entry, 'Cidr')));
  const malformed = cidrs.find((cidr) => !isCidr(cidr));
  if (malformed === undefined) return cidrs;
  reading.problem(id, `the entry '${malformed}' is no CIDR`);
  return { unknown: `the entry '${malformed}' of ${id} is no CIDR` };
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html (rule 7) */
const WEIGHTS: readonly (readonly [name: RegExp, weight: number])[] = [
  [/^com\.amazonaws\.[a-z0-9-]+\.(s3|dynamodb)$/, 1],
  [/^com\.amazonaws\.global\.cloudfront\.origin-facing$/, 55],
  [/^com\.amazonaws\.global\.groundstation$/, 5],
  [/^com\.amazonaws\.[a-z0-9-]+\.(ipv6\.)?vpc-lattice$/, 10],
];

function publishedWeight(name = ''): number | undefined {
  return WEIGHTS.find(([pattern]) => pattern.test(name))?.[1];
}
