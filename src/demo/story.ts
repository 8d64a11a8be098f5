import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Chapter } from './story/chapter.ts';
import { doorClosed } from './story/door-closed.ts';
import { doorOpened } from './story/door-opened.ts';
import { firstScan } from './story/first-scan.ts';
import { exposingPullRequest, refactoringPullRequest } from './story/pull-requests.ts';
import { createStage, INFRA, type Stage } from './story/stage.ts';
import { createNarrator, type Narrator } from './terminal/narrator.ts';
import type { Style } from './terminal/style.ts';

export interface DemoOptions {
  readonly print: (line: string) => void;
  readonly style: Style;
  /** Width of the terminal. */
  readonly columns: number;
  /** Where what the stand-in holds at the end is written. */
  readonly output: string;
  /** Awaited before the servers stop, when they are to stay up; gets the stand-in's address. */
  readonly keep?: (url: string) => Promise<void>;
  /** The day's, by default. */
  readonly chapters?: readonly Chapter[];
}

const CHAPTERS: readonly Chapter[] = [firstScan, doorOpened, doorClosed, exposingPullRequest, refactoringPullRequest];

const QUESTION = 'npx sallyport reach demo/recording --from internet --to edge-1 --protocol tcp --port 443';

/** Plays a day of the service against a GitHub stand-in and a recorded account; whether every step did what it should. */
export async function playDemo(options: DemoOptions): Promise<boolean> {
  const { print, style, columns, output, keep, chapters = CHAPTERS } = options;
  const tell = createNarrator(print, style, columns);
  tell.line(style.bold('A day with Sallyport'));
  tell.line('The real service; GitHub is a local stand-in, the AWS account a recording. Nothing leaves this machine.');
  const stage = await createStage();
  try {
    const passed = await playChapters(chapters, stage, tell);
    write(output, stage);
    tell.line();
    if (passed) tell.line(`${style.green('✓')} Every step did what it should.`);
    tell.line(`  What GitHub holds now: ${output}`);
    tell.line(`  Ask the recorded account yourself: ${QUESTION}`);
    if (keep) {
      tell.line(
        `  Issues and pull requests: ${stage.github.url}/${INFRA}/issues and ${stage.github.url}/${INFRA}/pulls`,
      );
      tell.line('  Stop with Ctrl-C.');
      await keep(stage.github.url);
    }
    return passed;
  } finally {
    await stage.close();
  }
}

/** Plays until a chapter fails, and tells which. */
async function playChapters(chapters: readonly Chapter[], stage: Stage, tell: Narrator): Promise<boolean> {
  for (const { title, play } of chapters) {
    tell.chapter(title);
    try {
      await play(stage, tell);
    } catch (error) {
      tell.failed(title, error instanceof Error ? error.message : String(error));
      for (const warning of stage.warnings()) tell.line(`  ${warning}`);
      return false;
    }
  }
  return true;
}

function write(file: string, { github }: Stage): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(github.dump(), undefined, 2)}\n`);
}
