/**
 * Plays the demo and makes the pictures of the README and the docs from it: `node scripts/screenshots.ts` → docs/images.
 * Needs Chromium; `CHROMIUM` names it where it is not `chromium`. With pngquant the pictures become smaller.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { structuredPatch } from 'diff';
import { z } from 'zod';
import { createStyle, playDemo } from '../src/demo/index.ts';
import type { Chapter } from '../src/demo/story/chapter.ts';
import { CHAPTERS, CONFIG, PUBLIC } from './screenshots/chapters.ts';
import { check, heading, hunk, label, page, post, state } from './screenshots/page.ts';
import { reviewPages } from './screenshots/reviews.ts';
import { type PrintedLine, terminalSvg } from './screenshots/terminal.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs', 'images');
/** Relative, since the demo prints it. */
const demoOutput = join('demo-output', 'github.json');

const postSchema = z.object({ author: z.string(), body: z.string() });
const repositorySchema = z.object({
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
      checkRuns: z.array(
        z.object({ name: z.string(), conclusion: z.string(), title: z.string(), summary: z.string() }),
      ),
    }),
  ),
});
const dumpSchema = z.object({ repositories: z.record(z.string(), repositorySchema) });
type Repository = z.infer<typeof repositorySchema>;
type Issue = Repository['issues'][number];

/** Plays a story and gives what GitHub holds of a repository afterwards. */
async function play(story: { readonly print?: (line: string) => void; readonly chapters?: readonly Chapter[] }) {
  const options = { print: () => {}, style: createStyle(true), columns: 100, output: demoOutput };
  const passed = await playDemo({ ...options, ...story });
  if (!passed) throw new Error('the story failed, so there is nothing to show; run the demo to see why');
  const { repositories } = dumpSchema.parse(JSON.parse(readFileSync(demoOutput, 'utf8')));
  return (name: string): Repository => repositories[name]!;
}

function pullRequestPage({ pullRequests }: Repository): string {
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

/** @param comments which of them; default: all */
function issuePage(issue: Issue, comments = issue.comments): string {
  return page(
    [
      heading(issue.title, issue.number),
      state(issue.state),
      ...issue.labels.map(label),
      post(issue, 'opened this issue'),
      ...comments.map((comment) => post(comment, 'commented')),
    ].join('\n'),
  );
}

/** A conversation alone: the issue above it is in another picture. */
function answersPage(issue: Issue): string {
  return page(
    [
      heading(issue.title, issue.number),
      state(issue.state),
      ...issue.comments.map((comment) => post(comment, 'commented')),
    ].join('\n'),
  );
}

/** What a broken configuration leads to: the check on its pull request, then, when it was merged all the same, an issue. */
function configurationPage({ issues, pullRequests: [pull] }: Repository): string {
  const [run] = pull!.checkRuns;
  const issue = issues.find(({ title }) => title.includes('configuration'))!;
  return page(
    [
      heading(pull!.title, pull!.number),
      check(run!.name, run!.conclusion, run!.title, run!.summary),
      heading(issue.title, issue.number),
      post(issue, 'opened this issue'),
      ...issue.comments.map((comment) => post(comment, 'commented')),
    ].join('\n'),
  );
}

function titled({ issues }: Repository, words: string): Issue {
  return issues.find(({ title }) => title.includes(words))!;
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

/** Where there is one, a palette makes a picture of text a third of the size. */
function squeeze(image: string): void {
  try {
    execFileSync('pngquant', ['--force', '--ext', '.png', '--strip', '--speed', '1', '64', image]);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

process.chdir(root);
mkdirSync(images, { recursive: true });
const lines: PrintedLine[] = [{ text: '$ npm run demo', at: 0 }];
const start = Date.now();
const print = (line: string) => lines.push(...line.split('\n').map((text) => ({ text, at: Date.now() - start })));
const day = (await play({ print }))('acme/infra');
writeFileSync(join(images, 'demo.svg'), terminalSvg(lines));
const told = await play({ chapters: CHAPTERS });
const pages: Readonly<Record<string, string>> = {
  'pull-request': pullRequestPage(day),
  issue: issuePage(titled(day, 'through edge')),
  overview: issuePage(titled(day, 'network overview'), []),
  answers: answersPage(titled(told('acme/infra'), 'through edge')),
  configuration: configurationPage(told(CONFIG)),
  'public-repository': issuePage(titled(told(PUBLIC), 'public')),
  ...Object.fromEntries(await reviewPages()),
};
for (const [name, html] of Object.entries(pages)) {
  const image = join(images, `${name}.png`);
  screenshot(html, image);
  squeeze(image);
}
