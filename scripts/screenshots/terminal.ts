/** A printed line and when it was printed, in milliseconds since the start. */
export interface PrintedLine {
  readonly text: string;
  readonly at: number;
}

const ROWS = 32;
const COLUMNS = 100;
const LINE_HEIGHT = 18;
const CHARACTER_WIDTH = 7.83;
const PADDING = 16;
/** Longest wait between two lines, in seconds: waiting for a scan is no sight. */
const LONGEST_WAIT = 1.6;
/** Seconds each line stays the newest at least, so that a page printed at once can be followed. */
const SHORTEST_WAIT = 0.09;
/** Seconds the end stands still before it begins again. */
const REST = 6;

const COLOURS: Readonly<Record<string, string>> = { 31: '#ff7b72', 32: '#3fb950', 36: '#76e3ea' };

/** A terminal recording as an animated SVG: each line comes in at the bottom; without animation the end is shown. */
export function terminalSvg(lines: readonly PrintedLine[]): string {
  const width = Math.round(COLUMNS * CHARACTER_WIDTH + 2 * PADDING);
  const height = ROWS * LINE_HEIGHT + 2 * PADDING;
  const times = timesOf(lines);
  const seconds = (times.at(-1) ?? 0) + REST;
  const shift = (index: number) => `translateY(${(ROWS - 1 - index) * LINE_HEIGHT}px)`;
  const frames = times.map((at, index) => `${((at / seconds) * 100).toFixed(2)}%{transform:${shift(index)}}`);
  const end = shift(lines.length - 1);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Terminal recording of npm run demo">
<style>
text{font:13px/1 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;fill:#e6edf3;white-space:pre}
.b{font-weight:700}.d{fill:#8b949e}
#g{transform:${end};animation:s ${seconds.toFixed(1)}s step-end infinite}
@keyframes s{0%{transform:${shift(0)}}${frames.slice(1).join('')}100%{transform:${end}}}
@media(prefers-reduced-motion:reduce){#g{animation:none}}
</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<svg x="${PADDING}" y="${PADDING}" width="${width - 2 * PADDING}" height="${height - 2 * PADDING}"><g id="g">
${lines.flatMap(({ text }, index) => row(text, index)).join('\n')}
</g></svg>
</svg>
`;
}

function timesOf(lines: readonly PrintedLine[]): readonly number[] {
  let at = 0;
  return lines.map(({ at: printed }, index) => {
    const waited = (printed - (lines[index - 1]?.at ?? 0)) / 1000;
    at += Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, waited));
    return at;
  });
}

function row(text: string, index: number): readonly string[] {
  const spans = spansOf(text);
  return spans === '' ? [] : [`<text y="${index * LINE_HEIGHT + 13}">${spans}</text>`];
}

const ESCAPE = String.fromCharCode(27);

/** Text with SGR escapes as tspans. */
function spansOf(text: string): string {
  let colour: string | undefined;
  let bold = false;
  let dim = false;
  let result = '';
  for (const part of text.split(ESCAPE)) {
    const sequence = /^\[(\d+)m/.exec(part);
    const code = sequence?.[1];
    if (code === '1') bold = true;
    else if (code === '2') dim = true;
    else if (code === '22') bold = dim = false;
    else if (code === '39') colour = undefined;
    else if (code !== undefined) colour = COLOURS[code];
    const plain = sequence ? part.slice(sequence[0].length) : part;
    if (plain === '') continue;
    const classes = [bold && 'b', dim && 'd'].filter(Boolean).join(' ');
    const attributes = `${classes && ` class="${classes}"`}${colour ? ` fill="${colour}" style="fill:${colour}"` : ''}`;
    const escaped = plain.replace(/&/g, '&amp;').replace(/</g, '&lt;');
    result += attributes === '' ? escaped : `<tspan${attributes}>${escaped}</tspan>`;
  }
  return result.trim() === '' ? '' : result;
}
