import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkPages } from '../../scripts/check-docs/pages.ts';

const FOLDER = new URL('../../docs/checks/', import.meta.url);

it('docs/checks has a page for each check, as the code has it (node scripts/check-docs.ts writes them)', () => {
  const pages = checkPages();
  expect(readdirSync(FOLDER).sort()).toEqual([...pages.keys()].sort());
  for (const [name, text] of pages) expect(readFileSync(new URL(name, FOLDER), 'utf8')).toBe(text);
});
