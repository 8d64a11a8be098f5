import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../src/demo/terminal/markdown.ts';
import { createStyle, hasColours } from '../../src/demo/terminal/style.ts';
import { table } from '../../src/demo/terminal/table.ts';
import { widthOf, wrap } from '../../src/demo/terminal/wrap.ts';

const plain = createStyle(false);
const render = (markdown: string, width = 60) => renderMarkdown(markdown, plain, width).join('\n');

describe('Markdown in a terminal', () => {
  test.each([
    ['a heading', '### 🔴 1 opened', '🔴 1 opened'],
    ['emphasis and code', '**one** `two` *three* [four](https://example.com)', 'one two three four'],
    ['a list', '- a\n- b `c`\n  - d', '• a\n• b c\n  • d'],
    ['tasks', '- [x] done\n- [ ] open', '• [x] done\n• [ ] open'],
    ['an ordered list', '3. a\n4. b', '3. a\n4. b'],
    ['code', '```\naws ec2\n```', '    aws ec2'],
    ['a quote', '> said', '│ said'],
    ['hidden markers', 'a\n\n<!-- sallyport:finding:v1 -->\n\nb', 'a\n\nb'],
    [
      'what is collapsed',
      '<details><summary>Graph</summary>\n\n```mermaid\ngraph LR\n```\n\n</details>\n\nafter',
      '▸ Graph\n\nafter',
    ],
    [
      'nested details',
      '<details><summary>A</summary>\n\n<details><summary>B</summary>\n\nx\n\n</details>\n\n</details>\n\ny',
      '▸ A\n\ny',
    ],
    ['escaped text', 'a &lt;b&gt; &#124; &#x41; \\*c\\*', 'a <b> | A *c*'],
    ['line breaks', 'a<br>b', 'a\nb'],
  ])('shows %s', (_, markdown, text) => {
    expect(render(markdown)).toBe(text);
  });

  test('wraps at the width', () => {
    expect(render('one two three four five', 12)).toBe('one two\nthree four\nfive');
  });

  test('lays out tables, narrowing the widest column', () => {
    const markdown =
      '| | from | because |\n|---|---|---|\n| 🔴 | internet | a rule that is far too long for this line |';
    expect(render(markdown, 36)).toBe(
      [
        '    from      because',
        '──  ────────  ──────────────────────',
        '🔴  internet  a rule that is far too',
        '              long for this line',
      ].join('\n'),
    );
  });

  test('colours only where told to', () => {
    const bold = renderMarkdown('**x**', createStyle(true), 20);
    expect(bold).toEqual(['\u001b[1mx\u001b[22m']);
    expect(hasColours({ isTTY: true }, {})).toBe(true);
    expect(hasColours({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
    expect(hasColours({}, {})).toBe(false);
  });
});

describe('widths', () => {
  test.each([
    ['abc', 3],
    ['🔴', 2],
    ['\u001b[1mab\u001b[22m', 2],
    ['→', 1],
  ])('%j takes %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test('long words are cut', () => {
    expect(wrap('abcdef gh', 4)).toEqual(['abcd', 'ef', 'gh']);
  });

  test('a table without head has only its rows', () => {
    expect(table(['', ''], [['a', 'b']], 20)).toEqual(['─  ─', 'a  b']);
  });
});
