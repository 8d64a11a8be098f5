import type { CheckRunDump } from '../stand-in/index.ts';
import { renderMarkdown } from './markdown.ts';
import type { Style } from './style.ts';
import { wrap } from './wrap.ts';

/** Tells the story. */
export interface Narrator {
  chapter(title: string): void;
  /** What somebody does, or what happens by itself. */
  says(text: string): void;
  /** Something checked that holds. */
  holds(text: string): void;
  /** An issue, a comment or the like, as its readers see it. */
  shows(kind: string, title: string, markdown: string): void;
  /** `brief`: without the summary, where a comment said the same. */
  showsCheckRun(run: CheckRunDump, brief?: 'brief'): void;
  failed(step: string, reason: string): void;
  line(text?: string): void;
}

export function createNarrator(print: (line: string) => void, style: Style, columns: number): Narrator {
  const width = Math.min(Math.max(columns, 60), 120);
  let chapters = 0;
  const framed = (title: string, lines: readonly string[]): void => {
    print('');
    print(`  ┌─ ${title}`);
    for (const line of lines) print(line === '' ? '  │' : `  │ ${line}`);
    print('  └─');
  };
  const say = (mark: string, text: string): void =>
    wrap(text, width - 4).forEach((line, index) => {
      print(`  ${index === 0 ? mark : ' '} ${line}`);
    });
  return {
    chapter(title) {
      print('');
      print(style.bold(`${++chapters}. ${title}`));
    },
    says: (text) => say('·', text),
    holds: (text) => say(style.green('✓'), text),
    shows(kind, title, markdown) {
      framed(`${style.dim(kind)} ${style.bold(title)}`, renderMarkdown(markdown, style, width - 4));
    },
    showsCheckRun(run, brief) {
      const conclusion =
        run.conclusion === 'failure' ? style.red('failure') : style.green(run.conclusion ?? run.status);
      framed(`${style.dim('check run')} ${style.bold(run.name)} — ${conclusion}`, [
        style.bold(run.title ?? ''),
        ...(brief ? [] : ['', ...renderMarkdown(run.summary ?? '', style, width - 4)]),
        ...run.annotations.flatMap(({ path, start_line, title, message }) => [
          `⚠ ${path}:${start_line} ${title ?? ''}`,
          ...wrap(message, width - 6).map((line) => `  ${line}`),
        ]),
      ]);
    },
    failed(step, reason) {
      print('');
      print(style.red(`✗ ${step}`));
      for (const line of wrap(reason, width - 2)) print(`  ${line}`);
    },
    line: (text = '') => print(text),
  };
}
