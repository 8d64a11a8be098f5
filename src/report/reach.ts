import type { Reach } from '../reachability/index.ts';
import { causeText } from './cause.ts';
import { clean, code, text } from './escape.ts';
import { bullets, details, paragraphs } from './markdown.ts';
import { serviceText } from './service.ts';
import { witnessMarkdown, witnessText } from './witness.ts';

/** What `sallyport reach` prints to a terminal. */
export function renderReach(reach: Reach): string {
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`${title}:`, ...items.map((item) => `  ${clean(item, 400)}`)];
  const lines = [
    `${reach.verdict}: ${serviceText(reach.services)} (forward ${reach.forward}, return ${reach.return})`,
    ...list(reach.verdict === 'reachable' ? 'because' : 'because of', reach.because.map(causeText)),
    ...list('unknown', reach.unknowns),
    ...list('assumed', reach.assumptions),
    ...list('note', reach.notes),
    ...(reach.witness ? ['witness:', witnessText(reach.witness)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The same as the answer to `/sallyport reach`. */
export function reachMarkdown(from: string, to: string, reach: Reach): string {
  const icon = { reachable: '✅', blocked: '⛔', unknown: '❔' }[reach.verdict];
  const section = (title: string, items: readonly string[]) =>
    items.length === 0 ? '' : `**${title}**\n\n${bullets(items, 20)}`;
  return paragraphs(
    `${icon} ${code(from)} → ${code(to)}: **${reach.verdict}**${reach.services.length > 0 ? `, ${text(serviceText(reach.services))}` : ''}`,
    section('Because', reach.because.map(causeText)),
    section('Unknown', reach.unknowns),
    section('Assumed', reach.assumptions),
    section('Note', reach.notes),
    reach.witness && details('Path', witnessMarkdown(reach.witness)),
  );
}
