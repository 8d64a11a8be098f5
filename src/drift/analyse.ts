import { type CheckSettings, checkContext, quotaGauges, runChecks } from '../checks/index.ts';
import { compile } from '../reachability/index.ts';
import { readInventory, toNetwork } from '../snapshot/index.ts';
import type { Analyse } from './ports.ts';

/** Network, engine and checks in a row. @param settings by check id; unnamed checks run as they are */
export function analyser(settings: CheckSettings): Analyse {
  return (regions, more) => {
    const known = { ...more, inventory: readInventory({ regions }) };
    const context = checkContext(compile(toNetwork({ regions })), undefined, known);
    return { findings: runChecks(context, settings), gauges: quotaGauges(context, settings) };
  };
}
