/**
 * Runs reachability queries with known answers through the snapshot reader and the engine.
 *
 *     npm run conformance -- DIR
 *
 * DIR holds `reachability-queries.json`, `snapshots/NAME/` and perhaps `iac/`. Prints every disagreement and exits 1 on
 * any; without DIR there is nothing to hold the engine against, which is said loudly and is no failure.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { compile, type Query, reach, type Verdict } from '../src/reachability/index.ts';
import { readSnapshot, toNetwork } from '../src/snapshot/index.ts';

interface KnownQuery extends Query {
  readonly id: string;
  readonly snapshot: string;
  readonly expect: { readonly forward?: Verdict; readonly return?: Verdict; readonly verdict?: Verdict };
  readonly why?: string;
}

const [dir] = process.argv.slice(2);
if (dir === undefined || !existsSync(dir)) {
  console.warn(`SKIPPED: ${dir ?? 'no folder was named'}: no such folder; usage: npm run conformance -- DIR`);
  process.exit(0);
}
const failures = (await checkQueries(dir)) + (await checkCode(join(dir, 'iac')));
process.exit(failures === 0 ? 0 : 1);

async function checkQueries(folder: string): Promise<number> {
  const file = join(folder, 'reachability-queries.json');
  const { queries } = JSON.parse(readFileSync(file, 'utf8')) as { queries: readonly KnownQuery[] };
  const table = new Table({
    head: ['query', 'expected', 'answered', 'why'],
    wordWrap: true,
    colWidths: [44, 24, 30, 60],
  });
  for (const [name, asked] of Map.groupBy(queries, ({ snapshot }) => snapshot)) {
    const compiled = compile(toNetwork(await readSnapshot(join(folder, 'snapshots', name))));
    for (const { id, expect, why, snapshot: _snapshot, ...query } of asked) {
      const answer = reach(compiled, query);
      const parts = (['verdict', 'forward', 'return'] as const).filter((part) => expect[part] !== undefined);
      if (parts.every((part) => answer[part] === expect[part])) continue;
      table.push([
        id,
        parts.map((part) => `${part} ${expect[part]}`).join('\n'),
        [
          ...parts.map((part) => `${part} ${answer[part]}`),
          ...answer.unknowns,
          ...answer.because.map(({ text }) => text),
        ].join('\n'),
        why ?? '',
      ]);
    }
  }
  if (table.length > 0) console.log(table.toString());
  console.log(`${queries.length - table.length} of ${queries.length} queries agree`);
  return table.length;
}
