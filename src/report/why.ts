import type { Finding } from '../findings/index.ts';
import { causeItem } from './cause.ts';
import { text } from './escape.ts';
import { paragraphs } from './markdown.ts';
import { witnessMarkdown } from './witness.ts';

/** The answer to `/sallyport why`: how the finding comes about, hop by hop. */
export function renderWhy(finding: Finding): string {
  return paragraphs(
    `**${text(finding.title)}**`,
    text(finding.summary, 2000),
    finding.because.length > 0 && finding.because.slice(0, 30).map(causeItem).join('\n'),
    finding.witness ? witnessMarkdown(finding.witness) : WITHOUT_PATH[finding.exposure],
  );
}

const WITHOUT_PATH = {
  exposed: 'The path is shown after the next scan.',
  latent: 'No packet gets through today, so there is no path to show.',
  none: 'This is not about a path.',
} as const;
