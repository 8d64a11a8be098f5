/** Writes the parts of the docs that are made from code: `node scripts/reference.ts`. A test holds them true. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checksTable } from './reference/checks.ts';
import { commandsReference } from './reference/commands.ts';
import { configurationTable, environmentTable } from './reference/configuration.ts';

const PARTS: Readonly<Record<string, () => string>> = {
  checks: checksTable,
  commands: commandsReference,
  environment: environmentTable,
  'sallyport.schema.json': () => configurationTable('sallyport.schema.json'),
  'sallyport-repository.schema.json': () => configurationTable('sallyport-repository.schema.json'),
};

/** The page with its parts as the code has them. A part stands between `<!-- NAME: … -->` and `<!-- end of NAME -->`. */
export function withReference(page: string): string {
  return Object.entries(PARTS).reduce((text, [name, part]) => {
    const place = new RegExp(`(<!-- ${name}: .*? -->\\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
    return text.replace(place, (_, start: string, end: string) => `${start}\n${part()}\n\n${end}`);
  }, page);
}

/** Pages that hold such parts. */
export const PAGES_WITH_REFERENCE = ['docs/configuration.md', 'docs/command-line.md'];

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const page of PAGES_WITH_REFERENCE) writeFileSync(page, withReference(readFileSync(page, 'utf8')));
