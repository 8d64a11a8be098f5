/**
 * Text from AWS (names, tags, descriptions) and from pull requests is data. Nothing in it may act on GitHub: mention
 * people, close or link issues, start a command, end a table cell, open HTML, or pass for one of the app's markers.
 * Everything that is not the product's own wording goes through one of these functions.
 */

// Stops what GitHub links after Markdown was rendered (mentions, issue numbers, addresses), where escapes no longer count.
const BREAK = '\u200b';

// Controls, line and paragraph separators, formats (bidirectional overrides, zero widths) and blank letters.
const INVISIBLE = /(?:[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|\u034f)+/gu;

/** One line of visible text: no controls, no runs of blanks, no lone surrogates, at most `max` characters. */
export function clean(value: string, max = 200): string {
  const line = value.toWellFormed().replace(INVISIBLE, ' ').replace(/\s+/gu, ' ').trim();
  const points = [...line];
  return points.length <= max ? line : `${points.slice(0, max - 1).join('')}…`;
}

/** Text for a Markdown paragraph, list item, heading or table cell. Reads on GitHub as `clean(value)` does. */
export function text(value: string, max = 400): string {
  return (
    clean(value, max)
      .replace(/[\\`*_{}[\]>|~$&]/g, '\\$&')
      .replaceAll('<', '&lt;')
      // A leading mark would begin a heading, list, quote, rule or command of its own.
      .replace(/^([-+#=/:]|\d+(?=[.)](?:\s|$)))/, (mark) => (/\d/.test(mark) ? `${mark}${BREAK}` : `${BREAK}${mark}`))
      .replace(/@/g, `@${BREAK}`)
      .replace(/#(?=\d)/g, `#${BREAK}`)
      .replace(/(GH)-(?=\d)/gi, `$1-${BREAK}`)
      .replace(/:\/\//g, `:${BREAK}//`)
      .replace(/(www)\./gi, `$1${BREAK}.`)
      .replace(/\/(?=sallyport)/gi, `/${BREAK}`)
      .replace(/(?<![0-9a-f])(?=[0-9a-f]{40}(?![0-9a-f]))/gi, BREAK)
  );
}

/** Text as code, in any Markdown context: GitHub links and mentions nothing in it. */
export function code(value: string, max = 200): string {
  const line = clean(value, max);
  if (line === '') return '';
  if (!/[`|\\<>&]/.test(line)) return `\`${line}\``;
  // No fence is safe for a backtick at the edge, nor `\|` outside a table: spell every mark as an entity instead.
  return `<code>${line.replace(/[^\p{L}\p{N} ]/gu, (mark) => `&#${mark.codePointAt(0)};`)}</code>`;
}

/** A fenced block. Lines are cleaned one by one; the fence is longer than any in them. */
export function fenced(lines: readonly string[], language = ''): string {
  const body = lines.map((line) => line.toWellFormed().replace(INVISIBLE, ' ').trimEnd());
  const longest = Math.max(2, ...body.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...body.map(hideMarker), fence].join('\n');
}

/** What reads as a marker would be found as one, even in a fence. */
function hideMarker(line: string): string {
  return line.replaceAll('<!-- sallyport', `<!--${BREAK} sallyport`);
}

/** Plain text for an issue title, a check run's title or a terminal. */
export function plain(value: string, max = 200): string {
  return clean(value, max);
}

/** An issue title: GitHub renders no Markdown there but code, and notifies nobody; it takes 256 characters. */
export function title(value: string): string {
  return clean(value.replaceAll('`', "'"), 240).replace(/@/g, `@${BREAK}`);
}

/** The text of a mermaid node or edge, quoted. */
export function mermaid(value: string, max = 60): string {
  return `"${clean(value, max).replace(/[^\p{L}\p{N} .,/·:()+\-–…]/gu, (mark) => `#${mark.codePointAt(0)};`)}"`;
}

/** A GitHub label: 50 characters, no comma (it separates labels in searches). */
export function label(prefix: string, value: string): string {
  return `${prefix}${clean(value, 50 - prefix.length).replaceAll(',', ' ')}`;
}
