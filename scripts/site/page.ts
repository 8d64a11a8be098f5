import { Marked, type Token } from 'marked';

export interface Heading {
  readonly id: string;
  readonly depth: number;
  readonly text: string;
}

export interface Page {
  readonly title: string;
  readonly html: string;
  readonly headings: readonly Heading[];
  /** What stands under each heading, as plain text; the first part is what stands before any. */
  readonly texts: readonly { readonly heading?: Heading; readonly text: string }[];
}

/** @param place where the file that a relative link names is, as seen from this page */
export function renderPage(markdown: string, place: (target: string) => string): Page {
  const headings: Heading[] = [];
  const parts: { heading?: Heading; tokens: Token[] }[] = [{ tokens: [] }];
  const slug = slugs();
  const moved = (target: string) => {
    if (/^(?:[a-z]+:|#)/.test(target)) return target;
    const [path = '', anchor] = target.split('#');
    return anchor === undefined ? place(path) : `${place(path)}#${anchor}`;
  };
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth }) {
        const { id } = headings[next++]!;
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)} <a class="anchor" href="#${id}" aria-label="Link to this">#</a></h${depth}>\n`;
      },
      // A wide table scrolls by itself, not the page.
      table(token) {
        const row = (cells: typeof token.header, tag: string) =>
          `<tr>${cells.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('')}</tr>`;
        const named = token.header.some(({ text }) => text !== '');
        const head = named ? `<thead>${row(token.header, 'th')}</thead>` : '';
        return `<div class="table"><table>${head}<tbody>${token.rows.map((cells) => row(cells, 'td')).join('')}</tbody></table></div>\n`;
      },
    },
    walkTokens(token) {
      if (token.type === 'link' || token.type === 'image') token['href'] = moved(String(token['href']));
    },
  });
  const tokens = marked.lexer(markdown);
  for (const token of tokens) {
    if (token.type === 'heading') {
      const text = plain([token]);
      const heading = { id: slug(text), depth: Number(token['depth']), text };
      headings.push(heading);
      parts.push({ heading, tokens: [] });
    } else parts.at(-1)!.tokens.push(token);
  }
  let next = 0;
  marked.walkTokens(tokens, marked.defaults.walkTokens!);
  const html = marked.parser(tokens);
  const texts = parts.map(({ tokens: own, ...heading }) => ({ ...heading, text: plain(own).trim() }));
  return { title: headings[0]?.text ?? '', html, headings, texts };
}

/** The words of tokens, without their markup. */
function plain(tokens: readonly Token[]): string {
  const words = tokens.map((token): string => {
    if (token.type === 'html') return '';
    if (token.type === 'table')
      return [token['header'], ...token['rows']]
        .flat()
        .map((cell: { readonly tokens: readonly Token[] }) => plain(cell.tokens))
        .join(' ');
    if (token.type === 'list') return plain(token['items']);
    if ('tokens' in token && token.tokens) return plain(token.tokens);
    return 'text' in token ? String(token.text) : ' ';
  });
  return words.join(tokens.some(({ type }) => BLOCKS.has(type)) ? ' ' : '').replace(/\s+/g, ' ');
}

const BLOCKS = new Set(['paragraph', 'list', 'list_item', 'table', 'code', 'heading', 'blockquote', 'space']);

/** GitHub's anchors: one that a page has already gets a number. */
function slugs(): (text: string) => string {
  const used = new Map<string, number>();
  return (text) => {
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const count = used.get(slug) ?? 0;
    used.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}
