import type { Listing } from '../reachability/index.ts';
import { causeText } from './cause.ts';
import { clean } from './escape.ts';
import { flowJson, fromInternet, ordered, partyText } from './flow.ts';
import { count } from './markdown.ts';
import { serviceText } from './service.ts';

/** What `sallyport reach` prints where one end is left open: who reaches the other, or what it reaches. */
export function renderListing(listing: Listing, format: 'text' | 'json'): string {
  return `${format === 'json' ? JSON.stringify(listingJson(listing), null, 1) : listingText(listing)}\n`;
}

function listingJson({ rows, unknowns, assumptions }: Listing) {
  const interfaces = (ids: readonly string[] | undefined) => (ids ? { interfaces: ids } : {});
  return {
    rows: ordered(rows).map((row) => {
      const { from, to, ...flow } = flowJson(row);
      return {
        from: { ...from, ...interfaces(row.from.interfaceIds) },
        to: { ...to, ...interfaces(row.to.interfaceIds) },
        ...flow,
      };
    }),
    unknowns,
    assumptions,
  };
}

function listingText({ rows, unknowns, assumptions }: Listing): string {
  const flows = ordered(rows).flatMap((row) => [
    `${fromInternet(row) ? '!' : ' '} ${clean(
      `${partyText(row.from)} → ${partyText(row.to, row.potential)}: ${serviceText(row.services)}${row.potential ? ' (potential)' : ''}`,
      400,
    )}`,
    ...row.because.map((cause) => `     ${causeText(cause)}`),
  ]);
  const list = (mark: string, items: readonly string[]) => items.map((item) => `  ${mark} ${clean(item, 600)}`);
  const notes = [...list('?', unknowns), ...list('assumed:', assumptions)];
  const summary = `${count(rows.length, 'flow')}, ${unknowns.length} undecided`;
  return [...flows, ...notes, ...(flows.length + notes.length > 0 ? [''] : []), summary].join('\n');
}
