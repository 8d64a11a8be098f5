import type { Page } from './page.ts';

/** A part of a page, as the search in the browser knows it. */
export interface SearchEntry {
  /** From the site's root. */
  readonly url: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
}

export function searchEntries({ title, texts }: Page, place: string): readonly SearchEntry[] {
  return texts
    .filter(({ heading, text }) => heading !== undefined || text !== '')
    .map(({ heading, text }) => ({
      url: heading === undefined || heading.depth === 1 ? place : `${place}#${heading.id}`,
      page: title,
      heading: heading?.text ?? title,
      text,
    }));
}
