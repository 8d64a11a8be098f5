/**
 * Writes docs/checks/: an overview and a page for each check, made from the registry and the checks' cases.
 *
 *     node scripts/check-docs.ts
 *
 * A test holds the pages true.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPages } from './check-docs/pages.ts';

const FOLDER = 'docs/checks';

const pages = checkPages();
mkdirSync(FOLDER, { recursive: true });
for (const name of readdirSync(FOLDER)) if (!pages.has(name)) rmSync(join(FOLDER, name));
for (const [name, text] of pages) writeFileSync(join(FOLDER, name), text);
console.log(`${pages.size} pages in ${FOLDER}`);
