import { isOperation, type Recorded, shapeOf } from '../snapshot/index.ts';
import { errorReason, isDenial, isUnknownHere } from './error.ts';
import type { Limit } from './limit.ts';
import type { Clients, ReadOperation } from './read-operation.ts';

type Output = Record<string, unknown>;

/** Runs one operation to its end, for every parent if it has them. Never throws: what went wrong is recorded. */
export async function collectOperation(
  operation: ReadOperation,
  clients: Clients,
  limit: Limit,
  now: Date,
  parents?: Recorded,
): Promise<Recorded> {
  const { parent } = shapeOf(operation.command);
  if (parent === undefined) return limit(() => readPages(operation, clients, [], now));
  const ids = idsOf(parents, parent).filter((id) => !operation.skips?.(id));
  const answers = await Promise.all(
    batches(ids, parent.atOnce ?? 1).map(
      async (batch) => [batch[0]!, await limit(() => readPages(operation, clients, batch, now))] as const,
    ),
  );
  return join(operation, answers, parents);
}

/** One answer, its pages merged. A failure after the first page leaves it truncated, never complete. */
async function readPages(
  operation: ReadOperation,
  clients: Clients,
  parents: readonly string[],
  now: Date,
): Promise<Recorded> {
  const { answer, single } = shapeOf(operation.command);
  const items: unknown[] = [];
  let last: Output | undefined;
  try {
    for await (const page of operation.pages(clients, parents, now)) {
      last = printed(page);
      const found = last[answer];
      if (Array.isArray(found)) for (const item of found) items.push(item);
    }
  } catch (error) {
    if (isUnknownHere(error)) return { status: 'complete', output: { [answer]: single ? {} : [] } };
    const reason = errorReason(error);
    if (last !== undefined) return { status: 'truncated', reason, output: { ...last, [answer]: items } };
    return { status: isDenial(error) ? 'denied' : 'failed', reason };
  }
  return { status: 'complete', output: single ? { [answer]: {}, ...last } : { ...last, [answer]: items } };
}

/** A page as the AWS CLI prints it: dates as ISO 8601, nothing of the transport. */
function printed(page: object): Output {
  const { $metadata, NextToken, NextMarker, ...output } = JSON.parse(JSON.stringify(page)) as Output;
  return output;
}

function idsOf(
  parents: Recorded | undefined,
  { operation, id, within }: NonNullable<ReturnType<typeof shapeOf>['parent']>,
): string[] {
  const answer = isOperation(operation) && (parents?.output as Output | undefined)?.[shapeOf(operation).answer];
  const items: Output[] = Array.isArray(answer) ? answer : [];
  const named = within === undefined ? items : items.flatMap((item) => (item[within] ?? []) as Output[]);
  return named.flatMap((item) => {
    const value = item[id];
    return typeof value === 'string' ? [value] : [];
  });
}

function batches(ids: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, at) => ids.slice(at * size, (at + 1) * size));
}

/** The answers for all parents as one: by parent id, or merged where the items name their parent. */
function join(
  operation: ReadOperation,
  answers: readonly (readonly [string, Recorded])[],
  parents: Recorded | undefined,
): Recorded {
  const { answer, keyed, parent } = shapeOf(operation.command);
  const read = answers.filter(([, { output }]) => output !== undefined);
  const output = keyed
    ? Object.fromEntries(read.map(([id, recorded]) => [id, recorded.output]))
    : { [answer]: read.flatMap(([, recorded]) => (recorded.output as Output)[answer]) };
  const failures = answers.flatMap(([id, recorded]) =>
    recorded.status === 'complete' ? [] : [{ ...recorded, reason: `${id}: ${recorded.reason}` }],
  );
  if (parents?.status !== 'complete')
    failures.unshift({
      status: parents?.status ?? 'failed',
      reason: `needs ${parent?.operation}, which was ${parents?.status ?? 'not asked'}`,
    });
  const [first, ...others] = failures;
  if (first === undefined) return { status: 'complete', output };
  const reason = others.length === 0 ? first.reason : `${first.reason} (and ${others.length} more)`;
  return read.length === 0 ? { status: first.status, reason } : { status: 'truncated', reason, output };
}
