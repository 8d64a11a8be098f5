/**
 * Plays the demo and makes the pictures of the README and the docs from it: `node scripts/screenshots.ts` → docs/images.
 * Needs Chromium; `CHROMIUM` names it where it is not `chromium`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { structuredPatch } from 'diff';
import { z } from 'zod';
import { createStyle, playDemo } from '../src/demo/index.ts';
import { check, heading, hunk, label, page, post, state } from './screenshots/page.ts';
import { reviewPages } from './screenshots/reviews.ts';
import { type PrintedLine, terminalSvg } from './screenshots/terminal.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs', 'images');
/** Relative, since the demo prints it. */
const demoOutput = join('demo-output', 'github.json');

const postSchema = z.object({ author: z.string(), body: z.string() });
const dumpSchema = z.object({
  repositories: z.object({
    'acme/infra': z.object({
      issues: z.array(
        postSchema.extend({
          number: z.number(),
          title: z.string(),
          state: z.string(),
          labels: z.array(z.string()),
          comments: z.array(postSchema),
        }),
      ),
      pullRequests: z.array(
        postSchema.extend({
          number: z.number(),
          title: z.string(),
          state: z.string(),
          comments: z.array(postSchema),
          reviewComments: z.array(postSchema.extend({ path: z.string(), line: z.number() })),
          checkRuns: z.array(z.object({ name: z.string(), conclusion: z.string(), title: z.string() })),
        }),
      ),
    }),
  }),
});
type Infra = z.infer<typeof dumpSchema>['repositories']['acme/infra'];

async function recordDemo(): Promise<readonly PrintedLine[]> {
  const lines: PrintedLine[] = [{ text: '$ npm run demo', at: 0 }];
  const start = Date.now();
  const passed = await playDemo({
    print: (line) => lines.push(...line.split('\n').map((text) => ({ text, at: Date.now() - start }))),
    style: createStyle(true),
    columns: 100,
    output: demoOutput,
  });
  if (!passed) throw new Error('the demo failed, so there is nothing to show; run it alone to see why');
  return lines;
}

function pullRequestPage({ pullRequests }: Infra): string {
  const pull = pullRequests.find(({ comments }) => comments.length > 0)!;
  const [comment] = pull.comments;
  const [onLine] = pull.reviewComments;
  const [run] = pull.checkRuns;
  const patch = hunk(onLine!.path, patchOf(onLine!.path));
  return page(
    [
      heading(pull.title, pull.number),
      state(pull.state),
      post(comment!, 'commented'),
      post(onLine!, `commented on line ${onLine!.line}`, patch),
      check(run!.name, run!.conclusion, run!.title),
    ].join('\n'),
  );
}

/** The lines the demo's pull request changes in a file, with a little around them. */
function patchOf(path: string): readonly string[] {
  const before = readFileSync(join(root, 'demo/infra/infra', path), 'utf8');
  const after = readFileSync(join(root, 'demo/infra/pull-requests/expose-reporting-database', path), 'utf8');
  const { hunks } = structuredPatch(path, path, before, after, '', '', { context: 2 });
  return hunks.flatMap(({ lines }) => lines);
}

function issuePage({ issues }: Infra): string {
  const issue = issues.find(({ title }) => title.includes('through edge'))!;
  return page(
    [
      heading(issue.title, issue.number),
      state(issue.state),
      ...issue.labels.map(label),
      post(issue, 'opened this issue'),
      ...issue.comments.map((comment) => post(comment, 'commented')),
    ].join('\n'),
  );
}

function overviewPage({ issues }: Infra): string {
  const issue = issues.find(({ title }) => title.includes('network overview'))!;
  return page(
    [
      heading(issue.title, issue.number),
      state(issue.state),
      ...issue.labels.map(label),
      post(issue, 'opened this issue'),
    ].join('\n'),
  );
}

function chromium(args: readonly string[]): string {
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
  return execFileSync(process.env['CHROMIUM'] ?? 'chromium', [...flags, '--hide-scrollbars', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** Takes a picture of a whole page: its height is measured first. */
function screenshot(html: string, image: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-screenshot-'));
  try {
    const file = join(folder, 'page.html');
    writeFileSync(file, `${html}<script>document.title = document.documentElement.offsetHeight</script>`);
    const url = pathToFileURL(file).href;
    const dom = chromium(['--window-size=940,400', '--dump-dom', url]);
    const height = /<title>(\d+)<\/title>/.exec(dom)?.[1];
    if (height === undefined) throw new Error('Chromium did not say how high the page is');
    chromium([`--window-size=940,${height}`, '--force-device-scale-factor=1.25', `--screenshot=${image}`, url]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.chdir(root);
const lines = await recordDemo();
const { repositories } = dumpSchema.parse(JSON.parse(readFileSync(demoOutput, 'utf8')));
const infra = repositories['acme/infra'];
mkdirSync(images, { recursive: true });
writeFileSync(join(images, 'demo.svg'), terminalSvg(lines));
screenshot(pullRequestPage(infra), join(images, 'pull-request.png'));
screenshot(issuePage(infra), join(images, 'issue.png'));
screenshot(overviewPage(infra), join(images, 'overview.png'));
for (const [name, html] of await reviewPages()) screenshot(html, join(images, `${name}.png`));
