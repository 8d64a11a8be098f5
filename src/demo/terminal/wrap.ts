// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const ESCAPES = /\u001b\[\d+m/g;

/** Columns a text takes in a terminal: escape sequences none, emoji and the like two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text.replace(ESCAPES, '')))
    width += /\p{Emoji_Presentation}|\uFE0F|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uFF00-\uFF60]/u.test(segment)
      ? 2
      : 1;
  return width;
}

/** Breaks text at spaces into lines of at most `width` columns; words that are longer are broken where they must. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    const lines: string[] = [];
    let current = '';
    for (const word of line.split(' ').flatMap((long) => chunks(long, width))) {
      const joined = current === '' ? word : `${current} ${word}`;
      if (current !== '' && widthOf(joined) > width) {
        lines.push(current);
        current = word;
      } else current = joined;
    }
    return [...lines, current];
  });
}

function chunks(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  // A styled word keeps its style in one piece; only plain ones can be cut.
  if (word.search(ESCAPES) >= 0) return [word];
  const parts: string[] = [];
  for (let at = 0; at < word.length; at += width) parts.push(word.slice(at, at + width));
  return parts;
}
