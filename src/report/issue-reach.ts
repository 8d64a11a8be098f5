import type { Query, Reach } from '../reachability/index.ts';
import { causeItem } from './cause.ts';
import { code, text } from './escape.ts';
import { BODY_BUDGET, bullets, details, firstThatFits, paragraphs } from './markdown.ts';
import { serviceText } from './service.ts';
import { witnessMarkdown } from './witness.ts';

const VERDICT = { reachable: '🟢 reachable', blocked: '⛔ blocked', unknown: '❔ not known' } as const;

/**
 * The answer to `/sallyport reach`: the verdict, what decides it, and the proof.
 * @param basis which snapshots it rests on
 */
export function renderReachAnswer({ from, to }: Query, reach: Reach, basis: string): string {
  const { verdict, services, because, unknowns, assumptions, notes, witness } = reach;
  const list = (title: string, items: readonly string[], max: number) =>
    items.length > 0 && paragraphs(title, bullets(items, max));
  const causes = because
    .slice(0, 20)
    .map((cause) => `${causeItem(cause)}${cause.needs === undefined ? '' : `; needed: ${text(cause.needs)}`}`);
  const answer = (max: number) =>
    paragraphs(
      `**${VERDICT[verdict]}**: ${code(from)} → ${code(to)}${verdict === 'reachable' ? `, ${text(serviceText(services))}` : ''}`,
      verdict === 'unknown' && `There ${reach.forward}, the reply ${reach.return}.`,
      causes.length > 0 &&
        paragraphs(verdict === 'reachable' ? 'Because of:' : 'In the way:', causes.slice(0, max).join('\n')),
      list('What is not known:', unknowns, max),
      list('Assumed:', assumptions, max),
      list('To be noted:', notes, max),
      witness && max > 5 && details('Proof: a packet and its way', witnessMarkdown(witness)),
      `<sub>${text(basis, 1000)}</sub>`,
    );
  return firstThatFits(
    BODY_BUDGET,
    () => answer(20),
    () => answer(5),
  );
}
