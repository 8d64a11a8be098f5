import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { compile, type Query, reach, type Verdict } from '../../src/reachability/index.ts';
import { readSnapshot, toNetwork } from '../../src/snapshot/index.ts';

interface KnownQuery extends Query {
  readonly id: string;
  readonly snapshot: string;
  readonly expect: { readonly forward?: Verdict; readonly return?: Verdict; readonly verdict?: Verdict };
  readonly why?: string;
}

/** Asks every query of its snapshot and prints those answered otherwise than known; returns how many. */
export async function checkQueries(folder: string): Promise<number> {
  const file = join(folder, 'reachability-queries.json');
  if (!existsSync(file)) {
    console.warn(`SKIPPED: no ${file}`);
    return 0;
  }
  const { queries } = JSON.parse(readFileSync(file, 'utf8')) as { readonly queries: readonly KnownQuery[] };
  const table = new Table({
    head: ['query', 'expected', 'answered', 'why'],
    wordWrap: true,
    colWidths: [44, 22, 44, 50],
  });
  for (const [name, asked] of Map.groupBy(queries, ({ snapshot }) => snapshot)) {
    const compiled = compile(toNetwork(await readSnapshot(join(folder, 'snapshots', name))));
    for (const { id, expect, why, snapshot: _snapshot, ...query } of asked) {
      const answer = reach(compiled, query);
      const parts = (['verdict', 'forward', 'return'] as const).filter((part) => expect[part] !== undefined);
      if (parts.every((part) => answer[part] === expect[part])) continue;
      const answered = parts.map((part) => `${part} ${answer[part]}`);
      const reasons = [...answer.unknowns, ...answer.because.map(({ text }) => text)];
      table.push([
        id,
        parts.map((part) => `${part} ${expect[part]}`).join('\n'),
        [...answered, ...reasons].join('\n'),
        why ?? '',
      ]);
    }
  }
  if (table.length > 0) console.log(table.toString());
  console.log(`${queries.length - table.length} of ${queries.length} reachability queries agree`);
  return table.length;
}
