/**
 * Runs outside cases with known answers through the product's readers and engine.
 *
 *     npm run conformance -- DIR
 *
 * DIR holds `reachability-queries.json` with `snapshots/NAME/`, and perhaps `iac/{plans,terraform,cloudformation}`.
 * Prints every disagreement and exits 1 on any; without DIR there is nothing to be held against, which is said loudly
 * and is no failure.
 */
import { existsSync } from 'node:fs';
import { checkCode } from './conformance/code.ts';
import { checkPeers } from './conformance/peers.ts';
import { checkQueries } from './conformance/queries.ts';

const [dir] = process.argv.slice(2);
if (dir === undefined || !existsSync(dir)) {
  console.warn(`SKIPPED: ${dir ?? 'no folder was named'}: no such folder; usage: npm run conformance -- DIR`);
} else {
  const failures = (await checkQueries(dir)) + (await checkCode(dir)) + (await checkPeers(dir));
  process.exitCode = failures === 0 ? 0 : 1;
}
