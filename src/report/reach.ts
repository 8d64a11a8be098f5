import type { Cause, Reach } from '../reachability/index.ts';
import { causeText } from './cause.ts';
import { clean } from './escape.ts';
import { serviceText } from './service.ts';
import { witnessText } from './witness.ts';

/** What `sallyport reach` prints to a terminal. */
export function renderReach(reach: Reach): string {
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`${title}:`, ...items.map((item) => `  ${clean(item, 600)}`)];
  const lines = [
    `${reach.verdict}: ${serviceText(reach.services)} (forward ${reach.forward}, return ${reach.return})`,
    ...list(reach.verdict === 'reachable' ? 'because' : 'because of', reach.because.map(becauseText)),
    ...list('unknown', reach.unknowns),
    ...list('assumed', reach.assumptions),
    ...list('note', reach.notes),
    ...(reach.witness ? ['witness:', witnessText(reach.witness)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** A cause, with what would let the packet pass where it blocks. */
function becauseText(cause: Cause): string {
  return cause.needs === undefined ? causeText(cause) : `${causeText(cause)}; needed: ${cause.needs}`;
}
