/**
 * Does many small works as few: what comes while one round is under way makes up the next. Nobody waits for others to come,
 * and the more there are the larger the rounds grow. A round that fails is done one by one, so that nobody fails for another.
 * @param work results in the order of the items
 * @param limits `most` weight of a round, unless a single item weighs more
 * @example const keep = gathered((rows) => insertAll(rows), { weigh: ({ length }) => length, most: 1_000_000 });
 */
export function gathered<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  { weigh, most }: { readonly weigh: (item: Item) => number; readonly most: number },
): (item: Item) => Promise<Result> {
  interface Waiting {
    readonly item: Item;
    readonly weight: number;
    readonly settle: PromiseWithResolvers<Result>;
  }
  let waiting: Waiting[] = [];
  let isWorking = false;

  function nextRound(): readonly Waiting[] {
    let [end, weight] = [0, 0];
    while (end < waiting.length && (end === 0 || weight + waiting[end]!.weight <= most))
      weight += waiting[end++]!.weight;
    const round = waiting.slice(0, end);
    waiting = waiting.slice(end);
    return round;
  }

  async function run(round: readonly Waiting[]): Promise<void> {
    try {
      const results = await work(round.map(({ item }) => item));
      round.forEach(({ settle }, index) => {
        settle.resolve(results[index]!);
      });
    } catch (error) {
      if (round.length === 1) round[0]!.settle.reject(error);
      else for (const one of round) await run([one]);
    }
  }

  async function runAll(): Promise<void> {
    isWorking = true;
    while (waiting.length > 0) await run(nextRound());
    isWorking = false;
  }

  return (item) => {
    const settle = Promise.withResolvers<Result>();
    waiting.push({ item, weight: weigh(item), settle });
    if (!isWorking) void runAll();
    return settle.promise;
  };
}
