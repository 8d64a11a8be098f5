/**
 * The documentation as a site: `npm run docs` writes docs-output/, which any web server, or a browser by itself, can show. Exits
 * with 1 when a link leads nowhere.
 *
 *     node scripts/site.ts [FOLDER]
 */
import { buildSite } from './site/build.ts';
import { brokenLinks } from './site/links.ts';

const folder = process.argv[2] ?? 'docs-output';
const pages = buildSite('.', folder);
const broken = brokenLinks(folder);
for (const { page, target } of broken) console.error(`docs: ${page} links to ${target}, which is not there`);
console.log(`docs: ${pages} pages in ${folder}, ${broken.length} broken links`);
process.exitCode = broken.length === 0 ? 0 : 1;
